package org.stillframe.hypervisor.simulated;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.stillframe.hypervisor.DiskInfo;
import org.stillframe.hypervisor.DomainLayout;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.PowerState;

/** Which files a domain names. It has one definition, which is both what it uses and what it will use. */
final class SimulatedLayout {
    private SimulatedLayout() {}

    static DomainLayout of(SimulatedHost host, SimulatedDomain domain) throws IOException {
        List<DomainLayout.Disk> disks = new ArrayList<>();
        Set<String> files = new HashSet<>();
        String nvram = null;
        for (SimulatedDomain.Disk disk : domain.disks()) {
            String head = disk.head().toString();
            files.add(head);
            if (disk.target().equals(DiskInfo.NVRAM)) {
                nvram = head;
            } else {
                List<String> chain = domain.state() == PowerState.STOPPED ? List.of(head) : open(disk.head());
                files.addAll(chain);
                disks.add(new DomainLayout.Disk(
                        disk.target(), "qcow2", disk.blocked() == null, chain, head, false, false));
            }
        }
        return new DomainLayout(
                new DomainRef(host.uri(), domain.uuid()),
                domain.name(),
                domain.state(),
                true,
                false,
                disks,
                nvram,
                nvram,
                files);
    }

    /** As QEMU would tell it: a file that was deleted under it is still known by name. */
    private static List<String> open(Path head) throws IOException {
        List<String> chain = new ArrayList<>();
        for (Path path = head; path != null; ) {
            chain.add(path.toString());
            SimulatedVolume volume = SimulatedVolume.open(path);
            path = volume == null ? null : volume.backing();
        }
        return chain;
    }
}
