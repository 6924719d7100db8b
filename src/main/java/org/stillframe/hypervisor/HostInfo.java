package org.stillframe.hypervisor;

import java.util.List;

/**
 * A host that answered.
 *
 * @param version the hypervisor library's version, for instance {@code 9.0.0}
 * @param pools its active storage pools
 */
public record HostInfo(String version, List<Pool> pools) {
    public HostInfo {
        pools = List.copyOf(pools);
    }

    /** A storage pool and its room in bytes. */
    public record Pool(String name, long capacityBytes, long freeBytes) {}
}
