package org.stillframe.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What was measured, in milliseconds, by what was done. */
final class Samples {
    private final Map<Case, List<Double>> taken = new LinkedHashMap<>();

    /**
     * One thing that is measured.
     *
     * @param step create, restore, undo or delete
     * @param power whether the guest runs, and with an agent
     * @param snapshots how many it has before
     */
    record Case(String step, String power, long gibibytes, int snapshots, String side) {}

    void add(Case what, double milliseconds) {
        taken.computeIfAbsent(what, any -> new ArrayList<>()).add(milliseconds);
    }

    List<Case> cases() {
        return List.copyOf(taken.keySet());
    }

    List<Double> of(Case what) {
        return taken.getOrDefault(what, List.of());
    }

    /** The median over all cases that are meant; nothing if none was measured. */
    Optional<Double> median(Predicate<Case> meant) {
        List<Double> all = taken.entrySet().stream()
                .filter(entry -> meant.test(entry.getKey()))
                .flatMap(entry -> entry.getValue().stream())
                .toList();
        return all.isEmpty() ? Optional.empty() : Optional.of(median(all));
    }

    Optional<Double> median(Case what) {
        return median(what::equals);
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
