package org.stillframe.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class Qcow2HeaderTest {
    private static final int MAGIC = 0x514649fb;
    private static final long DIRTY = 1;
    private static final long DATA_FILE = 4;
    private static final long EXTENDED_L2 = 16;

    @Test
    void anExternalDataFileIsSeenAmongOtherFeatures() {
        assertThat(new Qcow2Header(header(MAGIC, 3, DIRTY | DATA_FILE | EXTENDED_L2)).hasDataFile()).isTrue();
        assertThat(new Qcow2Header(header(MAGIC, 3, DIRTY | EXTENDED_L2)).hasDataFile()).isFalse();
    }

    @Test
    void anOldOrShortOrOtherFileHasNone() {
        assertThat(new Qcow2Header(header(MAGIC, 2, DATA_FILE)).hasDataFile()).isFalse();
        assertThat(new Qcow2Header(header(0, 3, DATA_FILE)).hasDataFile()).isFalse();
        assertThat(new Qcow2Header(Arrays.copyOf(header(MAGIC, 3, DATA_FILE), 79)).hasDataFile()).isFalse();
        assertThat(new Qcow2Header(new byte[0]).hasDataFile()).isFalse();
    }

    private static byte[] header(int magic, int version, long features) {
        return ByteBuffer.allocate(Qcow2Header.BYTES).putInt(0, magic).putInt(4, version).putLong(72, features).array();
    }
}
