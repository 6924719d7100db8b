package org.stillframe.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.stillframe.bench.Samples.Case;

/**
 * Every step on every size, running and stopped, with few and with many snapshots, once on the service and once by plain
 * virsh right after or before it. A round has fresh guests; with every round the side that goes first changes, and the sizes take
 * turns at being first, as what comes first after a pause is slower on either side.
 */
final class Grid {
    /** After a restore the service tidies up in the background; that must not fall into the next step's time. */
    private static final long SETTLE_MILLISECONDS = 1200;
    /** The next step begins with running guests while the last stopped ones are still being merged, by a QEMU each. */
    private static final long BETWEEN_STEPS_MILLISECONDS = 5000;

    private static final int LIMIT = 5;

    private final Guests guests;
    private final Api api;
    private final List<Long> sizes;
    private final boolean undo;
    private final Samples samples;

    Grid(Guests guests, Api api, List<Long> sizes, boolean undo, Samples samples) {
        this.guests = guests;
        this.api = api;
        this.sizes = sizes;
        this.undo = undo;
        this.samples = samples;
    }

    private record Subject(Guest guest, String sideName, Side side) {}

    /** @param keep whether what is measured counts; the first round only warms up */
    void round(int number, boolean keep) {
        round(number, keep, true);
    }

    /**
     * Only creates, and restores and undos of stopped servers: they take so little that more of them are needed for a median that
     * says something.
     */
    void quickStepsOnly(int number) {
        round(number, true, false);
    }

    private void round(int number, boolean keep, boolean slowSteps) {
        String pool = "bench-" + number;
        guests.pool(pool + "-service");
        guests.pool(pool + "-virsh");
        List<Subject> subjects = subjects(number, pool);
        for (int snapshots = 0; snapshots < LIMIT; snapshots++) {
            boolean counts = keep && (snapshots == 0 || snapshots == 1 || snapshots == LIMIT - 1);
            each(subjects, "create", snapshots, counts, Side::create);
            if (snapshots == 0 || snapshots == LIMIT - 1) {
                List<Subject> restored =
                        slowSteps ? subjects : subjects.stream().filter(subject -> !subject.guest().runs()).toList();
                each(restored, "restore", snapshots + 1, keep, Side::restore);
                if (undo) {
                    each(restored, "undo", snapshots + 1, keep, Side::undo);
                }
            }
        }
        subjects.forEach(subject -> guests.drop(subject.guest()));
        guests.dropPool(pool + "-service");
        guests.dropPool(pool + "-virsh");
    }

    private List<Subject> subjects(int number, String pool) {
        List<Subject> subjects = new ArrayList<>();
        List<Long> order = new ArrayList<>(sizes);
        Collections.rotate(order, number);
        for (boolean runs : List.of(true, false)) {
            for (long size : order) {
                String name = "b" + number + (runs ? "-live-" : "-stopped-") + size;
                Guest plain = guests.make(name + "-virsh", pool + "-virsh", size, runs);
                Guest served = guests.make(name + "-service", pool + "-service", size, runs);
                Subject byVirsh = new Subject(plain, "virsh", new VirshSide(guests, plain, false));
                Subject byService = new Subject(served, "service", ServiceSide.of(api, served.name()));
                subjects.addAll(number % 2 == 0 ? List.of(byVirsh, byService) : List.of(byService, byVirsh));
            }
        }
        return subjects;
    }

    private void each(List<Subject> subjects, String step, int snapshots, boolean counts, Consumer<Side> work) {
        if (counts) {
            Stopwatch.pause(BETWEEN_STEPS_MILLISECONDS);
        }
        for (Subject subject : subjects) {
            double took = Stopwatch.time(() -> work.accept(subject.side()));
            Guest guest = subject.guest();
            if (counts) {
                String power = guest.runs() ? "live" : "stopped";
                samples.add(new Case(step, power, guest.gibibytes(), snapshots, subject.sideName()), took);
            }
            if (counts && subject.side() instanceof ServiceSide && !step.equals("create")) {
                Stopwatch.pause(SETTLE_MILLISECONDS);
            }
        }
    }
}
