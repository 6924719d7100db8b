package org.stillframe.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.stillframe.hypervisor.DomainRef;

/** What the service says that a deletion frees, against what is freed: on random trees of real files, merged by QEMU. */
class SizeForecastIT extends LibvirtGuests {
    /** How many trees are grown; each from the seed of its number. */
    private static final int TREES = Integer.getInteger("stillframe.size.trees", 12);

    private static final int FIRST = Integer.getInteger("stillframe.size.first", 1);
    private static final Path REPORT = Path.of("target", "size-forecast.txt");
    private static final List<String> ROOTS = List.of(
            "-f qcow2", "-f qcow2", "-f qcow2 -o cluster_size=2M", "-f qcow2 -o cluster_size=4k",
            "-f qcow2 -o extended_l2=on", "-f qcow2 -o preallocation=falloc", "-f raw -o preallocation=falloc");

    private final List<String> lines = new ArrayList<>();
    private final List<String> misses = new ArrayList<>();
    private final List<Long> errors = new ArrayList<>();

    @Test
    void forecastsAreWithinAMebibyteOrAHundredth() throws IOException {
        for (int seed = FIRST; seed < FIRST + TREES; seed++) {
            try {
                measure(seed);
            } finally {
                fixture.close();
                fixture = new LibvirtFixture(HOST, hypervisor);
            }
        }
        errors.sort(null);
        lines.add("trees " + TREES + ", deletions " + errors.size() + ", median error " + errors.get(errors.size() / 2)
                + " bytes, worst " + errors.get(errors.size() - 1) + " bytes");
        Files.write(REPORT, lines);
        assertThat(misses).isEmpty();
        assertThat(errors.size()).as("deletions that were measured").isGreaterThan(TREES);
    }

    /** Every pin goes, in random order, and each time all is reclaimed. */
    private void measure(int seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        String root = ROOTS.get(seed % ROOTS.size());
        DomainRef domain = define(root);
        GrownDisk disk = new GrownDisk(hypervisor, domain, random);
        disk.live(4 + random.nextInt(8));
        boolean open = random.nextInt(3) == 0;
        if (open) {
            HOST.virsh("start", "--paused", fixture.name(domain));
        }
        disk.reclaim(Integer.MAX_VALUE);
        while (!disk.pins().isEmpty()) {
            UUID pin = disk.pins().get(random.nextInt(disk.pins().size()));
            long before = disk.occupied();
            long forecast = disk.forecast(pin);
            disk.unpin(pin);
            disk.reclaim(Integer.MAX_VALUE);
            check("tree " + seed + " on " + root + (open ? ", open" : ""), forecast, before - disk.occupied());
        }
    }

    private void check(String tree, long forecast, long freed) {
        long error = Math.abs(forecast - freed);
        lines.add(tree + ": forecast " + forecast + ", freed " + freed);
        errors.add(error);
        if (error > Math.max(MIB, Math.abs(freed) / 100)) {
            misses.add(lines.get(lines.size() - 1));
        }
    }

    private DomainRef define(String root) {
        return fixture.define(1, xml -> {
            var disk = LibvirtFixture.disk(xml, "vda");
            String path = Xml.attribute(Xml.at(disk, "source"), "file");
            Xml.at(disk, "driver").setAttribute("type", root.contains("raw") ? "raw" : "qcow2");
            TestHost.run("sh", "-c", "qemu-img create -q " + root + " " + path + " 64M");
        });
    }
}
