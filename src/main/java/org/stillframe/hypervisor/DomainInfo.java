package org.stillframe.hypervisor;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A domain as its host describes it at one moment.
 *
 * @param agentConnected whether a guest agent listens that could freeze the file systems; false unless the domain runs
 * @param memoryMib memory that the domain may use, in MiB
 * @param disks every disk that can be layered, in the order of the domain's definition; empty CD-ROM drives are left out
 * @param nvram the file of its UEFI variables, as a disk with the target {@link DiskInfo#NVRAM}; null if it has none, or
 *     none yet, as libvirt makes it at the first start
 * @param blockers what stands in the way of a snapshot; empty when nothing does
 */
public record DomainInfo(
        DomainRef ref,
        String name,
        PowerState state,
        boolean agentConnected,
        int vcpus,
        long memoryMib,
        List<DiskInfo> disks,
        DiskInfo nvram,
        List<Blocker> blockers) {
    public DomainInfo {
        disks = List.copyOf(disks);
        blockers = List.copyOf(blockers);
    }

    /** A domain without UEFI variables and without a guest agent. */
    public DomainInfo(
            DomainRef ref,
            String name,
            PowerState state,
            int vcpus,
            long memoryMib,
            List<DiskInfo> disks,
            List<Blocker> blockers) {
        this(ref, name, state, false, vcpus, memoryMib, disks, null, blockers);
    }

    /** Everything that a snapshot keeps: the disks, and the UEFI variables if there are any. */
    public List<DiskInfo> disksAndNvram() {
        return Stream.concat(disks.stream(), Stream.ofNullable(nvram)).toList();
    }

    /** Why it cannot be snapshotted, a sentence each. */
    public List<String> blockerReasons() {
        return blockers.stream().map(Blocker::reason).toList();
    }

    /** The disk of that target, or the UEFI variables. */
    public Optional<DiskInfo> disk(String target) {
        return disksAndNvram().stream().filter(disk -> disk.target().equals(target)).findFirst();
    }
}
