package org.stillframe.operation;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.stillframe.error.ServiceException;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;

/** What goes wrong in the steps of an operation, in each of them once. */
public final class Disturbance {
    /** The undo's name, to be disturbed like a step's. */
    public static final String UNDO = OperationUndo.NAME;

    /** How a step is disturbed. */
    public enum Way {
        FAILS_BEFORE,
        FAILS_AFTER,
        HOST_GONE_BEFORE,
        HOST_GONE_AFTER,
        DONE_TWICE,
        DONE_TWICE_FROM_THE_FIRST;

        boolean isHarmless() {
            return this != FAILS_BEFORE && this != FAILS_AFTER;
        }
    }

    private final Map<String, Way> asked = new LinkedHashMap<>();

    /** What is still to come. */
    private final Map<String, Way> ways = new HashMap<>();

    private Disturbance() {}

    public static Disturbance none() {
        return new Disturbance();
    }

    public Disturbance and(String step, Way way) {
        ways.put(requireNonNull(step, "step is null"), way);
        asked.put(step, way);
        return this;
    }

    /** Whether the operation succeeds all the same. */
    public boolean isHarmless() {
        return ways.values().stream().allMatch(Way::isHarmless);
    }

    @Override
    public String toString() {
        return asked.isEmpty() ? "undisturbed" : asked.toString();
    }

    /** The sequence with what goes wrong in it. */
    OperationSequence of(OperationSequence real) {
        List<OperationStep> steps = new ArrayList<>();
        for (OperationStep step : real.steps()) {
            List<OperationStep> before = List.copyOf(real.steps()).subList(0, steps.size());
            steps.add(new DisturbedStep(step, before, steps.size() + 1 == real.steps().size()));
        }
        return new OperationSequence() {
            @Override
            public Set<OperationKind> kinds() {
                return real.kinds();
            }

            @Override
            public List<OperationStep> steps() {
                return steps;
            }

            @Override
            public OperationUndo undo() {
                return new OperationUndo() {
                    @Override
                    protected void run(Operation operation, ServiceException cause) {
                        Runnable work = () -> real.undo().run(operation, cause);
                        disturb(UNDO, work, () -> { }, true);
                    }
                };
            }
        };
    }

    private void disturb(String name, Runnable work, Runnable before, boolean last) {
        Way way = ways.remove(name);
        if (way == null) {
            work.run();
            return;
        }
        switch (way) {
            case FAILS_BEFORE -> throw new IllegalStateException("The test lets " + name + " fail before it begins");
            case HOST_GONE_BEFORE -> throw new HypervisorException(Kind.UNAVAILABLE, "The test takes the host away");
            case FAILS_AFTER -> {
                work.run();
                throw new IllegalStateException("The test lets " + name + " fail at its end");
            }
            case HOST_GONE_AFTER -> {
                work.run();
                throw new HypervisorException(Kind.UNAVAILABLE, "The test takes the host away");
            }
            case DONE_TWICE -> {
                work.run();
                work.run();
            }
            case DONE_TWICE_FROM_THE_FIRST -> {
                if (!last) {
                    // The last one ends the operation, and nobody takes up what has ended.
                    work.run();
                }
                before.run();
                work.run();
            }
        }
    }

    /** A step that behaves as it always does, but for that. */
    private final class DisturbedStep extends OperationStep {
        private final OperationStep real;
        private final List<OperationStep> before;
        private final boolean last;

        DisturbedStep(OperationStep real, List<OperationStep> before, boolean last) {
            super(real.name(), real.progress());
            this.real = real;
            this.before = before;
            this.last = last;
        }

        @Override
        protected void run(Operation operation) {
            disturb(name(), () -> real.run(operation), () -> before.forEach(step -> step.run(operation)), last);
        }

        @Override
        protected boolean isPointOfNoReturn() {
            return real.isPointOfNoReturn();
        }

        @Override
        protected boolean heedsCancel() {
            return real.heedsCancel();
        }
    }
}
