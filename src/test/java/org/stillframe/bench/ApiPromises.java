package org.stillframe.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Compares what was measured of the API with what is promised. */
final class ApiPromises {
    private static final double PER_SECOND = 3000;
    private static final double P99_MILLISECONDS = 50;
    private static final double FLAT = 1.2;
    private static final double HEAP_MEBIBYTES = 32;

    private final List<Measured> calls;
    private final List<WholeList> lists;

    ApiPromises(List<Measured> calls, List<WholeList> lists) {
        this.calls = calls;
        this.lists = lists;
    }

    private record Value(double amount, String name) {}

    List<Bar> bars() {
        List<Bar> bars = new ArrayList<>();
        values(Wrk.Result::perSecond).min(Comparator.comparingDouble(Value::amount)).ifPresent(least -> bars.add(new Bar(
                "the list of a server, 32 connections: 3,000 requests a second",
                least.amount() >= PER_SECOND,
                Report.line("%.0f (%s)", least.amount(), least.name()))));
        values(Wrk.Result::p99).max(Comparator.comparingDouble(Value::amount)).ifPresent(most -> bars.add(new Bar(
                "the list of a server, 32 connections: 99 of 100 within 50 ms",
                most.amount() <= P99_MILLISECONDS,
                Report.line("%.1f ms (%s)", most.amount(), most.name()))));
        calls.stream().max(Comparator.comparingDouble(Measured::growth)).ifPresent(most -> bars.add(new Bar(
                "with the most snapshots within 1.2 of the fewest",
                most.growth() <= FLAT,
                Report.line("%.2f (%s)", most.growth(), most.name()))));
        lists.stream().max(Comparator.comparingDouble(ApiPromises::held)).ifPresent(most -> bars.add(new Bar(
                "a whole list of any length lives in 32 MiB of the heap",
                held(most) <= HEAP_MEBIBYTES,
                Report.line("%.1f MiB (%d snapshots, %s)", held(most), most.snapshots(), most.database()))));
        return bars;
    }

    private Stream<Value> values(ToDoubleFunction<Wrk.Result> what) {
        return calls.stream()
                .filter(measured -> measured.call().equals("list of a server") && measured.connections() == 32)
                .flatMap(measured -> measured.bySize().keySet().stream()
                        .map(size -> new Value(measured.median(size, what), size + " snapshots, " + measured.database())));
    }

    private static double held(WholeList list) {
        return list.liveHeap() - list.idleHeap();
    }
}
