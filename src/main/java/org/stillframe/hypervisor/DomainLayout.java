package org.stillframe.hypervisor;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which files a domain uses and will use, as its definitions name them. Nothing of it is read from the files themselves, so it
 * can be told also of a domain whose files are gone.
 *
 * @param persistent whether a definition of it outlives a stop
 * @param savedMemory whether its next start would go on from a saved memory image
 * @param disks what holds its data, in the order of its definition; without CD-ROM and floppy drives
 * @param nvram path of its UEFI variables, or null if it has none
 * @param nextNvram the same of its next start
 * @param files every file that it names anywhere, now or for its next start
 */
public record DomainLayout(
        DomainRef ref,
        String name,
        PowerState state,
        boolean persistent,
        boolean savedMemory,
        List<Disk> disks,
        String nvram,
        String nextNvram,
        Set<String> files) {
    /**
     * One disk.
     *
     * @param target the guest's name for it
     * @param format what its head is read as
     * @param layerable whether it can have layers at all
     * @param chain the files that QEMU has open for it, head first; of a stopped domain the head alone; empty if the disk lies
     *     in no file
     * @param next the head at the next start; null if the disk will be gone then
     * @param fixedChain whether the definition for the next start says something about files below the head, which would
     *     override what the files say
     * @param job whether a job runs on it that is not the service's
     */
    public record Disk(
            String target,
            String format,
            boolean layerable,
            List<String> chain,
            String next,
            boolean fixedChain,
            boolean job) {
        public Disk {
            chain = List.copyOf(chain);
        }

        /** The file that the domain writes to, or null if the disk lies in none. */
        public String head() {
            return chain.isEmpty() ? null : chain.get(0);
        }
    }

    public DomainLayout {
        disks = List.copyOf(disks);
        files = Set.copyOf(files);
    }

    /** Whether it has a process. */
    public boolean isActive() {
        return state != PowerState.STOPPED;
    }

    public Optional<Disk> disk(String target) {
        return disks.stream().filter(disk -> disk.target().equals(target)).findFirst();
    }
}
