package org.stillframe.interruption;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.stillframe.layer.NeglectedLayers;
import org.stillframe.operation.Crank;
import org.stillframe.operation.Disturbance;
import org.stillframe.operation.Disturbance.Way;
import org.stillframe.operation.OperationKind;
import org.stillframe.snapshot.SnapshotLifecycle;

/**
 * Goes through every step of a kind of operation by itself, as the service's sequences tell them: a step that is added is tried
 * without anybody thinking of it.
 */
@ApplicationScoped
public class Walk {
    /** What does the same to a server whether it runs or not. */
    private static final Set<OperationKind> POWERLESS =
            EnumSet.of(OperationKind.SERVER_START, OperationKind.SERVER_STOP, OperationKind.HOST_RECONCILE);

    private static final int ROOM = SnapshotLifecycle.LIMIT - 2;

    @Inject
    private Crank crank;

    @Inject
    private NeglectedLayers neglected;

    @Inject
    private Deeds deeds;

    @Inject
    private Play play;

    @Inject
    private Verdict verdict;

    private final Random random = new Random(7);

    /** What was tried, and what was wrong. */
    static final class Report {
        int cases;
        final List<String> violations = new ArrayList<>();
    }

    private interface Try {
        void of(Ward ward);
    }

    /** Each step fails once, before it did anything and after it did everything; so does the undo that follows. */
    Report failures(OperationKind kind, Path directory) {
        Report report = new Report();
        forBoth(kind, directory, ward -> {
            for (String step : crank.steps().get(kind)) {
                for (Way way : Way.values()) {
                    if (way.name().startsWith("DONE")) {
                        continue;
                    }
                    attempt(kind, ward, new Fate(null, Disturbance.none().and(step, way)), report);
                }
                for (Way way : List.of(Way.FAILS_BEFORE, Way.FAILS_AFTER, Way.DONE_TWICE)) {
                    Disturbance both = Disturbance.none().and(step, Way.FAILS_BEFORE).and(Disturbance.UNDO, way);
                    attempt(kind, ward, new Fate(null, both), report);
                }
            }
        });
        return report;
    }

    /** Each step is done twice, by itself and with all before it. */
    Report repetitions(OperationKind kind, Path directory) {
        Report report = new Report();
        forBoth(kind, directory, ward -> {
            for (String step : crank.steps().get(kind)) {
                for (Way way : List.of(Way.DONE_TWICE, Way.DONE_TWICE_FROM_THE_FIRST)) {
                    attempt(kind, ward, new Fate(null, Disturbance.none().and(step, way)), report);
                }
            }
        });
        return report;
    }

    /** The process dies at each boundary, one after the other. */
    Report interruptions(OperationKind kind, Path directory) {
        Report report = new Report();
        forBoth(kind, directory, ward -> {
            int boundary = 0;
            Fate fate;
            do {
                boundary++;
                fate = new Fate(null, Disturbance.none(), boundary);
                attempt(kind, ward, fate, report);
            } while (!fate.deaths.isEmpty() && report.violations.size() < 10);
            report.cases--;
        });
        return report;
    }

    /** What a failed reclaim has left is found, and reclaimed by another. */
    Report neglect(Path directory) {
        Report report = new Report();
        OperationKind kind = OperationKind.SNAPSHOT_DELETE;
        String first = crank.steps().get(kind).get(0);
        Ward ward = play.ward(directory, 1, false);
        play.calm(OperationKind.SNAPSHOT_CREATE, ward);
        ward.write(random);
        play.perform(kind, ward, new Fate(null, Disturbance.none().and(first, Way.FAILS_BEFORE)), false);
        report.cases++;
        if (!neglected.servers().contains(ward.server)) {
            report.violations.add("the layers that a failed reclaim has left are not found");
        }
        play.reclaimNeglected(ward);
        report.violations.addAll(verdict.of(ward, true));
        if (neglected.servers().contains(ward.server)) {
            report.violations.add("the layers that a failed reclaim has left are still there");
        }
        return report;
    }

    private void forBoth(OperationKind kind, Path directory, Try tried) {
        deeds.of(kind);
        deeds.seed(kind.ordinal());
        for (boolean running : POWERLESS.contains(kind) ? List.of(true) : List.of(true, false)) {
            Ward ward = play.ward(directory.resolve(running ? "running" : "stopped"), 2, true);
            if (running) {
                play.calm(OperationKind.SERVER_START, ward);
            }
            tried.of(ward);
        }
    }

    private void attempt(OperationKind kind, Ward ward, Fate fate, Report report) {
        report.cases++;
        String what = kind + ", " + ward + ": ";
        try {
            boolean running = ward.running;
            if (ward.snapshots.size() + ward.failed.size() > ROOM) {
                play.calm(OperationKind.SERVER_RELEASE, ward);
            }
            ward.write(random);
            deeds.of(kind).prepare(ward);
            play.perform(kind, ward, fate, true);
            play.mend(ward);
            verdict.of(ward, true).forEach(wrong -> report.violations.add(what + fate + ": " + wrong));
            if (ward.running != running) {
                play.calm(running ? OperationKind.SERVER_START : OperationKind.SERVER_STOP, ward);
            }
        } catch (RuntimeException e) {
            report.violations.add(what + fate + ": " + e);
            throw new Violation(String.join("\n", report.violations));
        }
    }
}
