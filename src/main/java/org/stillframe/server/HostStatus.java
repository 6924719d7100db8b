package org.stillframe.server;

import org.stillframe.hypervisor.HostInfo;

/**
 * What was last seen of a host.
 *
 * @param info what it told, or null while it does not answer
 * @param lastError why it did not answer, or null when it did
 */
public record HostStatus(HostInfo info, String lastError) {
    static final HostStatus UNKNOWN = new HostStatus(null, "The host has not been asked yet.");

    public boolean isConnected() {
        return info != null;
    }
}
