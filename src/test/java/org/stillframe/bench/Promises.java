package org.stillframe.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.stillframe.bench.Samples.Case;

/** Compares what was measured with what is promised. */
final class Promises {
    static final Comparator<Case> ORDER = Comparator.comparing(Case::step)
            .thenComparing(Case::power)
            .thenComparing(Case::snapshots)
            .thenComparing(Case::gibibytes);

    private static final double FLAT = 1.2;
    private static final double OVER_VIRSH = 1.3;
    private static final double ALLOWANCE_MILLISECONDS = 50;
    private static final double RATE = 0.8;

    private final Samples samples;
    private final List<Rate> rates;

    Promises(Samples samples, List<Rate> rates) {
        this.samples = samples;
        this.rates = rates;
    }

    List<Bar> bars() {
        List<Bar> bars = new ArrayList<>();
        worst(largest(), this::overSmallest).ifPresent(what -> bars.add(new Bar(
                "the median at 1 TiB is within 1.2 of 1 GiB",
                overSmallest(what) <= FLAT,
                Report.line("%.2f (%s)", overSmallest(what), name(what)))));
        worst(compared(), this::overVirsh).ifPresent(what -> bars.add(new Bar(
                "the service is within 1.3 of plain virsh and 50 ms",
                overVirsh(what) <= 1,
                Report.line("%.0f ms to %.0f ms (%s)", median(what), median(Report.virshOf(what)), name(what)))));
        rates.stream().min(Comparator.comparingDouble(Rate::ratio)).ifPresent(rate -> bars.add(new Bar(
                "16 servers at once reach 0.8 of the rate of 8 parallel virsh",
                rate.ratio() >= RATE,
                Report.line("%.2f (%s)", rate.ratio(), rate.power()))));
        return bars;
    }

    private static Optional<Case> worst(List<Case> cases, ToDoubleFunction<Case> badness) {
        return cases.stream().max(Comparator.comparingDouble(badness));
    }

    private List<Case> largest() {
        return samples.cases().stream()
                .filter(what -> what.side().equals("service") && what.gibibytes() == 1024)
                .toList();
    }

    private List<Case> compared() {
        return samples.cases().stream()
                .filter(what -> what.side().equals("service") && samples.median(Report.virshOf(what)).isPresent())
                .toList();
    }

    private double overSmallest(Case what) {
        return median(what) / median(new Case(what.step(), what.power(), 1, what.snapshots(), what.side()));
    }

    /** More than 1 is more than is allowed. */
    private double overVirsh(Case what) {
        return median(what) / (median(Report.virshOf(what)) * OVER_VIRSH + ALLOWANCE_MILLISECONDS);
    }

    private double median(Case what) {
        return samples.median(what).orElseThrow();
    }

    private static String name(Case what) {
        return what.step() + ", " + what.power() + ", " + what.snapshots() + " snapshots, " + Report.size(what);
    }
}
