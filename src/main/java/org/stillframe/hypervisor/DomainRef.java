package org.stillframe.hypervisor;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/**
 * Names one domain on one host.
 *
 * @param host the host's connection URI, for instance {@code qemu:///system} or {@code simulated:///var/lib/stillframe}
 * @param uuid the domain's UUID, which stays the same when it is renamed or redefined
 */
public record DomainRef(String host, UUID uuid) {
    public DomainRef {
        requireNonNull(host, "host is null");
        requireNonNull(uuid, "uuid is null");
    }
}
