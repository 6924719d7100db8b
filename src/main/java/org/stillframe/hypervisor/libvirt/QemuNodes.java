package org.stillframe.hypervisor.libvirt;

import org.libvirt.Domain;
import org.libvirt.LibvirtException;

/** Speaks to a domain's QEMU itself, where libvirt may not know or has no call. */
final class QemuNodes {
    private static final String LIST_NODES = "info block -n";
    private static final String READ_ONLY = ", read-only";
    private static final int HUMAN_READABLE = 1;

    private QemuNodes() {}

    /** Whether QEMU has the file open. */
    static boolean opens(Domain domain, String path) throws LibvirtException {
        return domain.qemuMonitorCommand(LIST_NODES, HUMAN_READABLE).contains(path);
    }

    /**
     * Has QEMU write to the file what it holds of it in memory. A guest's flush reaches its head alone; a file below is flushed
     * when QEMU makes it read-only again after a commit, which it does not if a commit of the head into it was aborted before.
     */
    static void flush(Domain domain, String path) throws LibvirtException {
        for (String line : domain.qemuMonitorCommand(LIST_NODES, HUMAN_READABLE).lines().toList()) {
            boolean names = line.contains(": " + path + " (") || line.contains('"' + path + '"');
            if (names && !line.startsWith(" ") && !line.contains(READ_ONLY)) {
                String node = line.substring(0, line.indexOf(':'));
                domain.qemuMonitorCommand("qemu-io " + node + " flush", HUMAN_READABLE);
            }
        }
    }
}
