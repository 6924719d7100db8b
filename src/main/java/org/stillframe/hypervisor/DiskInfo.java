package org.stillframe.hypervisor;

import java.util.List;

/**
 * One layered disk of a domain.
 *
 * @param target the guest's name for it, for instance {@code vda}
 * @param chain its files, head (written by the guest) first, the file without a backing file last; never empty
 */
public record DiskInfo(String target, List<VolumeInfo> chain) {
    /**
     * Stands for a domain's UEFI variables wherever a disk is named. They lie in one small file that is copied as a whole:
     * it has no chain, and is never merged.
     */
    public static final String NVRAM = "nvram";

    public DiskInfo {
        chain = List.copyOf(chain);
    }

    public boolean isNvram() {
        return target.equals(NVRAM);
    }

    public VolumeInfo head() {
        return chain.get(0);
    }
}
