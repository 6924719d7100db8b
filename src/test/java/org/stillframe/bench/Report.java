package org.stillframe.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.stillframe.bench.Samples.Case;

/** The figures as a table for people and as JSON for programs. */
final class Report {
    private static final String ROW = "%-8s %-20s %9s %9s  %9s %9s %7s%n";

    private final Samples samples;
    private final List<Rate> rates;
    private final int rounds;
    private final boolean undo;

    Report(Samples samples, List<Rate> rates, int rounds, boolean undo) {
        this.samples = samples;
        this.rates = rates;
        this.rounds = rounds;
        this.undo = undo;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        text.append(line("%nMedian milliseconds of %d rounds, from the request to its success%n%n", rounds));
        text.append(line(ROW, "step", "server", "snapshots", "disk", "service", "virsh", "ratio"));
        for (Case service : services()) {
            Optional<Double> virsh = samples.median(virshOf(service));
            text.append(line(
                    ROW,
                    service.step(),
                    service.power(),
                    service.snapshots(),
                    size(service),
                    millis(median(service)),
                    virsh.map(Report::millis).orElse(""),
                    virsh.map(plain -> line("%.2f", median(service) / plain)).orElse("")));
        }
        text.append(line("%n%d servers at once, snapshots a second%n%n", Rush.SERVERS));
        for (Rate rate : rates) {
            text.append(line(ROW, "create", rate.power(), "", "10 GiB", line("%.1f", rate.service()), line("%.1f", rate.virsh()),
                    line("%.2f", rate.ratio())));
        }
        text.append(line("%n"));
        for (Bar bar : bars()) {
            text.append(line("%-4s %s; worst: %s%n", bar.met() ? "met" : "MISSED", bar.promise(), bar.worst()));
        }
        if (!undo) {
            text.append(line("     Undo was not measured: this version of the service cannot undo a restore yet.%n"));
        }
        return text.toString();
    }

    String json() {
        List<Object> cases = new ArrayList<>();
        for (Case what : samples.cases()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("step", what.step());
            entry.put("server", what.power());
            entry.put("disk_gib", what.gibibytes());
            entry.put("snapshots", what.snapshots());
            entry.put("side", what.side());
            entry.put("median_ms", median(what));
            entry.put("samples_ms", samples.of(what));
            cases.add(entry);
        }
        List<Object> atOnce = new ArrayList<>();
        for (Rate rate : rates) {
            atOnce.add(Map.of("server", rate.power(), "servers", Rush.SERVERS, "service_per_second", rate.service(),
                    "virsh_per_second", rate.virsh()));
        }
        List<Object> promises = new ArrayList<>();
        bars().forEach(bar -> promises.add(Map.of("promise", bar.promise(), "met", bar.met(), "worst", bar.worst())));
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("rounds", rounds);
        all.put("processors", Runtime.getRuntime().availableProcessors());
        all.put("undo", undo);
        all.put("bars", promises);
        all.put("at_once", atOnce);
        all.put("cases", cases);
        return Json.write(all) + "\n";
    }

    boolean keepsAll() {
        return bars().stream().allMatch(Bar::met);
    }

    private List<Bar> bars() {
        return new Promises(samples, rates).bars();
    }

    private List<Case> services() {
        return samples.cases().stream().filter(what -> what.side().equals("service")).sorted(Promises.ORDER).toList();
    }

    static Case virshOf(Case service) {
        return new Case(service.step(), service.power(), service.gibibytes(), service.snapshots(), "virsh");
    }

    private double median(Case what) {
        return samples.median(what).orElseThrow();
    }

    static String size(Case what) {
        return what.gibibytes() >= 1024 ? what.gibibytes() / 1024 + " TiB" : what.gibibytes() + " GiB";
    }

    static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static String millis(double value) {
        return line("%.0f", value);
    }
}
