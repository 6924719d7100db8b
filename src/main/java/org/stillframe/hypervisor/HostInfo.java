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

    /**
     * A storage pool and the room that it had, in bytes, when the host last looked.
     *
     * @param path absolute path of its directory, or null if it is none
     */
    public record Pool(String name, String path, long capacityBytes, long freeBytes) {}
}
