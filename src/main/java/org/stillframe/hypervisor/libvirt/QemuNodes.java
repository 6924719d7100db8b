package org.stillframe.hypervisor.libvirt;

import org.libvirt.Domain;
import org.libvirt.LibvirtException;

/** Asks a domain's QEMU itself, for the rare case in which libvirt may not know. */
final class QemuNodes {
    private static final String LIST_NODES = "info block -n";
    private static final int HUMAN_READABLE = 1;

    private QemuNodes() {}

    /** Whether QEMU has the file open. */
    static boolean opens(Domain domain, String path) throws LibvirtException {
        return domain.qemuMonitorCommand(LIST_NODES, HUMAN_READABLE).contains(path);
    }
}
