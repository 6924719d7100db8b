package org.stillframe.hypervisor;

import java.util.List;
import java.util.Optional;

/**
 * A domain as its host describes it at one moment.
 *
 * @param memoryMib memory that the domain may use, in MiB
 * @param disks every disk that can be layered, in the order of the domain's definition; empty CD-ROM drives are left out
 * @param blockers what stands in the way of a snapshot; empty when nothing does
 */
public record DomainInfo(
        DomainRef ref, String name, PowerState state, int vcpus, long memoryMib, List<DiskInfo> disks, List<Blocker> blockers) {
    public DomainInfo {
        disks = List.copyOf(disks);
        blockers = List.copyOf(blockers);
    }

    /** Why it cannot be snapshotted, a sentence each. */
    public List<String> blockerReasons() {
        return blockers.stream().map(Blocker::reason).toList();
    }

    public Optional<DiskInfo> disk(String target) {
        return disks.stream().filter(disk -> disk.target().equals(target)).findFirst();
    }
}
