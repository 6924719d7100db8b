package org.stillframe.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What was measured of one call on all sizes, in the order of the rounds. */
final class Measured {
    private final String database;
    private final String call;
    private final int connections;
    private final Map<Long, List<Wrk.Result>> bySize = new LinkedHashMap<>();

    Measured(String database, String call, int connections) {
        this.database = database;
        this.call = call;
        this.connections = connections;
    }

    String database() {
        return database;
    }

    String call() {
        return call;
    }

    int connections() {
        return connections;
    }

    void add(long size, Wrk.Result result) {
        bySize.computeIfAbsent(size, any -> new ArrayList<>()).add(result);
    }

    Map<Long, List<Wrk.Result>> bySize() {
        return bySize;
    }

    double median(long size, ToDoubleFunction<Wrk.Result> what) {
        return Samples.median(bySize.get(size).stream().map(what::applyAsDouble).toList());
    }

    /** The median of how much longer a request took with the most snapshots than in the same round with the fewest. */
    double growth() {
        List<Long> sizes = List.copyOf(bySize.keySet());
        List<Wrk.Result> few = bySize.get(sizes.get(0));
        List<Wrk.Result> many = bySize.get(sizes.get(sizes.size() - 1));
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < few.size(); i++) {
            ratios.add(few.get(i).perSecond() / many.get(i).perSecond());
        }
        return Samples.median(ratios);
    }

    String name() {
        return call + ", " + connections + " connections, " + database;
    }
}
