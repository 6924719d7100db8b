package org.stillframe.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.stillframe.hypervisor.Consistency;
import org.stillframe.hypervisor.Cut;
import org.stillframe.hypervisor.DiskInfo;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Overlay;
import org.stillframe.hypervisor.PowerState;
import org.stillframe.hypervisor.VolumeInfo;

class FirstCutTest {
    private static final List<Overlay> BOTH =
            List.of(new Overlay("vda", "/p/new-a", "/p/a"), new Overlay("vdb", "/p/new-b", "/p/b"));

    private final FirstCut running = new FirstCut(Consistency.CRASH, BOTH);
    private final FirstCut stopped = new FirstCut(Consistency.OFFLINE, BOTH);

    @Test
    void aDomainThatIsAsItWasKnownIsCutAsWritten() {
        assertThat(running.of(domain(PowerState.RUNNING, false, "vda /p/a", "vdb /p/b"))).contains(new Cut(BOTH, false));
        assertThat(running.of(domain(PowerState.PAUSED, false, "vda /p/a", "vdb /p/b"))).contains(new Cut(BOTH, false));
        assertThat(stopped.of(domain(PowerState.STOPPED, false, "vda /p/a", "vdb /p/b"))).contains(new Cut(BOTH, false));
    }

    @Test
    void nothingIsToldToBeWorthMoreOrLessThanItIs() {
        assertThat(stopped.of(domain(PowerState.RUNNING, false, "vda /p/a", "vdb /p/b"))).isEmpty();
        assertThat(running.of(domain(PowerState.STOPPED, false, "vda /p/a", "vdb /p/b"))).isEmpty();
        assertThat(running.of(domain(PowerState.RUNNING, true, "vda /p/a", "vdb /p/b"))).isEmpty();
    }

    @Test
    void everyDiskThatThereIsIsCutAndNoOther() {
        assertThat(running.of(domain(PowerState.RUNNING, false, "vda /p/a"))).isEmpty();
        assertThat(running.of(domain(PowerState.RUNNING, false, "vda /p/a", "vdb /p/b", "vdc /p/c"))).isEmpty();
        assertThat(running.of(domain(PowerState.RUNNING, false, "vda /p/a", "vdb /p/other"))).isEmpty();
    }

    private static DomainInfo domain(PowerState state, boolean agent, String... disks) {
        List<DiskInfo> found = Stream.of(disks)
                .map(disk -> disk.split(" "))
                .map(disk -> new DiskInfo(disk[0], List.of(new VolumeInfo(disk[1], "qcow2", 1, 1))))
                .toList();
        DomainRef ref = new DomainRef("simulated:///h", new UUID(0, 1));
        return new DomainInfo(ref, "web", state, agent, 1, 1, found, null, List.of());
    }
}
