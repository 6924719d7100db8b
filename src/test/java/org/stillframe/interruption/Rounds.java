package org.stillframe.interruption;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.stillframe.operation.Crank;
import org.stillframe.operation.Disturbance;
import org.stillframe.operation.Disturbance.Way;
import org.stillframe.operation.OperationKind;

/** A server's life, as chance has it, in which the process dies again and again. */
@ApplicationScoped
public class Rounds {
    /** How often each kind of operation is drawn. */
    private static final Map<OperationKind, Integer> WEIGHTS = new EnumMap<>(Map.of(
            OperationKind.SNAPSHOT_CREATE, 8,
            OperationKind.SNAPSHOT_RESTORE, 5,
            OperationKind.RESTORE_UNDO, 3,
            OperationKind.SNAPSHOT_DELETE, 6,
            OperationKind.LAYER_RECLAIM, 2,
            OperationKind.SERVER_START, 2,
            OperationKind.SERVER_STOP, 1,
            OperationKind.SERVER_RELEASE, 1,
            OperationKind.HOST_RECONCILE, 1,
            OperationKind.DRIFT_REPAIR, 1));

    private static final int UNKNOWN = 30;

    @Inject
    private Crank crank;

    @Inject
    private Deeds deeds;

    @Inject
    private Play play;

    @Inject
    private Verdict verdict;

    /** Boundaries that an operation of a kind was seen to have at most. */
    private final Map<OperationKind, Integer> boundaries = new EnumMap<>(OperationKind.class);

    /** What happened. */
    static final class Report {
        int rounds;
        int interruptions;
        final Map<String, Integer> places = new TreeMap<>();
        final Map<OperationKind, Integer> kinds = new EnumMap<>(OperationKind.class);
        String violation;
    }

    /** @param interruptions how many there are to be in all; it ends at the first violation */
    Report live(long seed, int interruptions, Path directory) {
        Random random = new Random(seed);
        boundaries.clear();
        deeds.seed(random.nextLong());
        Report report = new Report();
        List<String> history = new ArrayList<>();
        Ward ward = play.ward(directory, 1 + random.nextInt(2), random.nextBoolean());
        while (report.interruptions < interruptions && report.violation == null) {
            report.rounds++;
            OperationKind kind = draw(ward, random);
            Fate fate = fate(kind, random);
            String before = ward.toString();
            try {
                round(kind, ward, fate, random);
            } catch (RuntimeException e) {
                report.violation = e.toString();
                if (!(e instanceof Violation)) {
                    report.violation += " at " + List.of(e.getStackTrace()).subList(0, Math.min(12, e.getStackTrace().length));
                }
            }
            history.add(kind + " on " + before + ": " + fate);
            report.interruptions += fate.deaths.size();
            fate.deaths.forEach(place -> report.places.merge(place, 1, Integer::sum));
            report.kinds.merge(kind, fate.deaths.size(), Integer::sum);
        }
        if (report.violation != null) {
            String lately = String.join("\n  ", history.subList(Math.max(0, history.size() - 6), history.size()));
            report.violation = "seed " + seed + ", round " + report.rounds + ": " + report.violation + "\n  " + lately;
        }
        return report;
    }

    private void round(OperationKind kind, Ward ward, Fate fate, Random random) {
        ward.write(random);
        boolean drift = kind == OperationKind.HOST_RECONCILE || kind == OperationKind.DRIFT_REPAIR;
        boolean thorough = drift || random.nextInt(4) > 0;
        if (drift) {
            play.settle(ward, Fate.good(), true);
        }
        if (kind == OperationKind.HOST_RECONCILE && random.nextBoolean()) {
            deeds.of(kind).prepare(ward);
        }
        play.perform(kind, ward, fate, thorough);
        boundaries.merge(kind, fate.passed, Math::max);
        play.mend(ward);
        List<String> wrong = verdict.of(ward, thorough);
        if (!wrong.isEmpty()) {
            throw new Violation(String.join("; ", wrong));
        }
    }

    private OperationKind draw(Ward ward, Random random) {
        List<OperationKind> drawn = new ArrayList<>();
        for (OperationKind kind : crank.steps().keySet()) {
            if (deeds.of(kind).isPossible(ward)) {
                for (int i = 0; i < WEIGHTS.getOrDefault(kind, 1); i++) {
                    drawn.add(kind);
                }
            }
        }
        return drawn.get(random.nextInt(drawn.size()));
    }

    /** Mostly the operation's own process dies; else the one that reclaims after it, or both, or the one that takes over. */
    private Fate fate(OperationKind kind, Random random) {
        int own = boundary(kind, random);
        int next = boundary(random.nextBoolean() ? kind : OperationKind.LAYER_RECLAIM, random);
        int chance = random.nextInt(10);
        int[] lives = chance < 6 ? new int[] {own} : chance < 8 ? new int[] {0, next} : new int[] {own, next};
        Disturbance disturbance = Disturbance.none();
        if (random.nextInt(8) == 0) {
            List<String> steps = crank.steps().get(kind);
            disturbance.and(steps.get(random.nextInt(steps.size())), any(Way.values(), random));
            if (random.nextInt(3) == 0) {
                disturbance.and(Disturbance.UNDO, any(Way.values(), random));
            }
        }
        Fate fate = new Fate(random, disturbance, lives);
        fate.cancels = random.nextInt(12) == 0 && kind != OperationKind.SNAPSHOT_DELETE;
        return fate;
    }

    private int boundary(OperationKind kind, Random random) {
        return 1 + random.nextInt(boundaries.getOrDefault(kind, UNKNOWN) * 6 / 5 + 1);
    }

    private static <T> T any(T[] choices, Random random) {
        return choices[random.nextInt(choices.length)];
    }
}
