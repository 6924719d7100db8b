package org.stillframe.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;
import org.stillframe.hypervisor.HypervisorException.Kind;

class QemuNodesTest {
    private static final String FILE = "/disks/web.qcow2";

    @Test
    void aFlushThatFailedIsNotTakenForOneThatWorked() {
        assertThatCode(() -> QemuNodes.requireSilent(FILE, "")).doesNotThrowAnyException();
        assertThatCode(() -> QemuNodes.requireSilent(FILE, "\r\n")).doesNotThrowAnyException();
        LibvirtGuests.assertFails(
                Kind.NO_SPACE,
                () -> QemuNodes.requireSilent(FILE, "Error flushing drive: No space left on device\r\n"));
        LibvirtGuests.assertFails(
                Kind.FAILED, () -> QemuNodes.requireSilent(FILE, "Error flushing drive: Input/output error\r\n"));
    }
}
