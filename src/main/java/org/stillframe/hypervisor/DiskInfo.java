package org.stillframe.hypervisor;

import java.util.List;

/**
 * One layered disk of a domain.
 *
 * @param target the guest's name for it, for instance {@code vda}
 * @param chain its files, head (written by the guest) first, the file without a backing file last; never empty
 */
public record DiskInfo(String target, List<VolumeInfo> chain) {
    public DiskInfo {
        chain = List.copyOf(chain);
    }

    public VolumeInfo head() {
        return chain.get(0);
    }
}
