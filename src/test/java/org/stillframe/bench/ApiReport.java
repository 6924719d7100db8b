package org.stillframe.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The figures of the API as a table for people and as JSON for programs. */
final class ApiReport {
    private static final String CALL = "%-24s %4s  %-10s";
    private static final String SIZE = " %15s";

    private final List<Measured> calls;
    private final List<WholeList> lists;
    private final ApiSettings settings;

    ApiReport(List<Measured> calls, List<WholeList> lists, ApiSettings settings) {
        this.calls = calls;
        this.lists = lists;
        this.settings = settings;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        text.append(Report.line("%nRequests a second (and milliseconds of 99 in 100), medians of %d rounds, by the number of snapshots%n%n",
                settings.rounds()));
        text.append(Report.line(CALL, "call", "conn", "database"));
        settings.sizes().forEach(size -> text.append(Report.line(SIZE, size)));
        text.append(Report.line("  %s%n", "growth"));
        calls.forEach(measured -> text.append(row(measured)).append(System.lineSeparator()));
        text.append(Report.line("%nThe whole list%n%n%-10s %10s %8s %8s %14s %14s %12s%n", "database", "snapshots", "seconds", "MiB",
                "live heap idle", "while sending", "process"));
        lists.forEach(list -> text.append(Report.line("%-10s %10d %8.2f %8.1f %10.1f MiB %10.1f MiB %8.0f MiB%n", list.database(),
                list.snapshots(), list.seconds(), list.mebibytes(), list.idleHeap(), list.liveHeap(), list.memory())));
        text.append(Report.line("%n"));
        for (Bar bar : bars()) {
            text.append(Report.line("%-6s %s; worst: %s%n", bar.met() ? "met" : "MISSED", bar.promise(), bar.worst()));
        }
        return text.toString();
    }

    static String row(Measured measured) {
        StringBuilder row = new StringBuilder(Report.line(CALL, measured.call(), measured.connections(), measured.database()));
        for (long size : measured.bySize().keySet()) {
            row.append(Report.line(SIZE, Report.line("%.0f (%.1f)", measured.median(size, Wrk.Result::perSecond),
                    measured.median(size, Wrk.Result::p99))));
        }
        return row.append(Report.line("  %.2f", measured.growth())).toString();
    }

    String json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("rounds", settings.rounds());
        all.put("processors", Runtime.getRuntime().availableProcessors());
        List<Object> promises = new ArrayList<>();
        bars().forEach(bar -> promises.add(Map.of("promise", bar.promise(), "met", bar.met(), "worst", bar.worst())));
        all.put("bars", promises);
        List<Object> cases = new ArrayList<>();
        calls.forEach(measured -> measured.bySize().forEach((size, results) -> {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("call", measured.call());
            entry.put("connections", measured.connections());
            entry.put("database", measured.database());
            entry.put("snapshots", size);
            entry.put("per_second", results.stream().map(Wrk.Result::perSecond).toList());
            entry.put("median_ms", results.stream().map(Wrk.Result::median).toList());
            entry.put("p99_ms", results.stream().map(Wrk.Result::p99).toList());
            cases.add(entry);
        }));
        all.put("cases", cases);
        List<Object> whole = new ArrayList<>();
        lists.forEach(list -> whole.add(Map.of("database", list.database(), "snapshots", list.snapshots(), "seconds", list.seconds(),
                "mebibytes", list.mebibytes(), "idle_heap_mib", list.idleHeap(), "live_heap_mib", list.liveHeap(),
                "process_mib", list.memory())));
        all.put("whole_lists", whole);
        return Json.write(all) + "\n";
    }

    boolean keepsAll() {
        return bars().stream().allMatch(Bar::met);
    }

    private List<Bar> bars() {
        return new ApiPromises(calls, lists).bars();
    }
}
