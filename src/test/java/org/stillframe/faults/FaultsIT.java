package org.stillframe.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.stillframe.Build;

/** A short campaign on real guests; {@code ./bench faults} is the long one. Each run draws another seed, and a failure names it. */
class FaultsIT {
    private static final long LONGEST_SECONDS = 3600;
    private static final List<Fault> FAULTS = List.of(Fault.SERVICE, Fault.LIBVIRTD, Fault.QEMU, Fault.LINK_CUT);

    @Test
    void nothingIsStuckOrphanedOrLostAfterKillsUnderLoad() throws IOException {
        long seed = Long.getLong("stillframe.faults.seed", new Random().nextInt(1_000_000));
        Path directory = Build.directory("faults");
        Path home = Path.of("").toAbsolutePath();
        Campaign.clear(directory);

        List<Round.Result> results;
        try (Campaign campaign = new Campaign(home, directory, new QemuSite(home, directory),
                Database.file(directory.resolve("db")), seed, FAULTS::get, false)) {
            results = campaign.run(FAULTS.size(), LONGEST_SECONDS, result -> {});
        }

        assertThat(results).as("seed " + seed).allSatisfy(result -> assertThat(result.violations()).isEmpty());
        assertThat(results).hasSameSizeAs(FAULTS);
    }
}
