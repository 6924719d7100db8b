package org.stillframe.layer;

import java.util.Map;
import java.util.TreeMap;

/** What happened in many lives, in numbers. */
public final class Figures {
    private final Map<String, Long> counts = new TreeMap<>();
    private final Map<String, Double> worst = new TreeMap<>();

    public void count(String what) {
        counts.merge(what, 1L, Long::sum);
    }

    public void worst(String what, double value) {
        worst.merge(what, value, Math::max);
    }

    /** Sum of all whose name begins so. */
    public long counted(String what) {
        return counts.entrySet().stream()
                .filter(count -> count.getKey().startsWith(what))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    public double worst(String what) {
        return worst.getOrDefault(what, 0.0);
    }

    @Override
    public String toString() {
        return counts + ", worst " + worst;
    }
}
