package org.stillframe.snapshot;

import org.stillframe.hypervisor.DiskInfo;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.VolumeInfo;

/** How much room a snapshot's files take. */
final class FrozenSize {
    private static final long MEBIBYTE = 1L << 20;

    private FrozenSize() {}

    /**
     * MiB, rounded up and at least 1, that all files below the present heads occupy on the host. UEFI variables have no
     * files below: the frozen ones are as large as the copy that has just been made of them.
     */
    static long mebibytes(DomainInfo domain) {
        return mebibytes(
                domain.disksAndNvram().stream().mapToLong(FrozenSize::frozen).sum());
    }

    /** MiB, rounded up and at least 1. */
    static long mebibytes(long bytes) {
        return Math.max(1, (bytes + MEBIBYTE - 1) / MEBIBYTE);
    }

    /** MiB, rounded down and at least 0, for room that is promised. */
    static long wholeMebibytes(long bytes) {
        return Math.max(0, bytes) / MEBIBYTE;
    }

    private static long frozen(DiskInfo disk) {
        return disk.chain().stream()
                .skip(disk.isNvram() ? 0 : 1)
                .mapToLong(VolumeInfo::allocatedBytes)
                .sum();
    }
}
