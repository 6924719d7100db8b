package org.stillframe.operation;

import jakarta.ejb.ApplicationException;

/**
 * One repeatable step of an operation: it finds out what an earlier try had done, and does the rest. It manages its own
 * transactions. What it throws leads to the operation's undo; {@link Postponed}, or a host that does not answer, to another try
 * from the first step.
 */
public abstract class OperationStep {
    private final String name;
    private final int progress;

    /**
     * @param name as clients see it
     * @param progress per cent of the whole operation that is done when this step begins
     */
    protected OperationStep(String name, int progress) {
        this.name = name;
        this.progress = progress;
    }

    /** Thrown by a step that has to wait for something; not a failure. */
    @ApplicationException(rollback = true)
    public static class Postponed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Postponed(String reason) {
            super(reason);
        }
    }

    /** Does the step's work. */
    protected abstract void run(Operation operation);

    /** Whether the operation can no longer be cancelled once this step has begun. */
    protected boolean isPointOfNoReturn() {
        return false;
    }

    /** Whether the step is left out, and the operation undone, once it has been told to stop. */
    protected boolean heedsCancel() {
        return true;
    }

    public String name() {
        return name;
    }

    public int progress() {
        return progress;
    }
}
