package org.stillframe.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;

/** What {@code ./bench faults} runs. */
final class FaultBench {
    /** Kills of the service are what most is to be learned from. */
    private static final List<Fault> DRAWN = drawn();

    private FaultBench() {}

    private static List<Fault> drawn() {
        List<Fault> drawn = new ArrayList<>(List.of(Fault.values()));
        drawn.addAll(List.of(
                Fault.SERVICE, Fault.LIBVIRTD, Fault.QEMU, Fault.LIBVIRTD_AND_QEMU, Fault.EVERYTHING,
                Fault.SERVICE_AND_HOST_FAILS));
        return drawn;
    }

    private static List<Fault> kinds() {
        String named = System.getProperty("faults.kinds");
        return named.isEmpty() ? DRAWN : Arrays.stream(named.split(",")).map(Fault::valueOf).toList();
    }

    public static void main(String[] arguments) throws IOException {
        Path home = Path.of(System.getProperty("faults.home"));
        Path directory = Path.of(System.getProperty("faults.directory"));
        boolean simulated = System.getProperty("faults.site").equals("simulated");
        long seed = Long.getLong("faults.seed");
        int rounds = Integer.getInteger("faults.rounds");
        Campaign.clear(directory);
        Site site = simulated ? new SimulatedSite(directory) : new QemuSite(home, directory);
        // The clock is set only if that is asked for: it takes a C compiler.
        boolean postgres = System.getProperty("faults.database").equals("postgresql");
        List<Fault> kinds = kinds().stream()
                .filter(kind -> site.faults().contains(kind)
                        || kind.setsClock() && kinds() != DRAWN
                        || kind.hitsDatabase() && postgres)
                .toList();
        Random random = new Random(seed);
        IntFunction<Fault> faults = round -> kinds.get(random.nextInt(kinds.size()));
        try (Campaign campaign =
                new Campaign(home, directory, site, postgres ? Database.postgres() : Database.file(directory.resolve("db")), seed,
                        faults, kinds.stream().anyMatch(Fault::setsClock))) {
            if (rounds >= 10) {
                campaign.archive();
            }
            Report report = new Report(simulated ? "simulated host" : "QEMU guests", seed, new ArrayList<>());
            Path json = Path.of(System.getProperty("faults.json"));
            campaign.run(rounds, Long.getLong("faults.seconds"), result -> {
                System.out.println(report.add(result));
                // So that a campaign that is broken off has told what it saw.
                report.write(json);
            });
            System.out.print(report.table());
            if (report.violations() > 0) {
                System.exit(1);
            }
        }
    }
}
