package org.stillframe.hypervisor.libvirt;

import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;

/** Waiting between two looks at the host. */
final class Pause {
    private Pause() {}

    static void millis(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HypervisorException(Kind.INTERRUPTED, "Interrupted while waiting for the host", e);
        }
    }
}
