package org.stillframe.hypervisor.libvirt;

import java.nio.ByteBuffer;

/** The start of a qcow2 file, for what libvirt does not tell of it. */
final class Qcow2Header {
    static final int BYTES = 80;
    private static final int MAGIC = 0x514649fb;
    private static final int VERSION_OFFSET = 4;
    private static final int FIRST_VERSION_WITH_FEATURES = 3;
    private static final int INCOMPATIBLE_FEATURES_OFFSET = 72;
    private static final long EXTERNAL_DATA_FILE = 1 << 2;

    private final ByteBuffer bytes;

    /** @param bytes the first {@value #BYTES} of the file, or all that it has */
    Qcow2Header(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    /** Whether the file holds only tables, and the guest's data is in another file beside it. */
    boolean hasDataFile() {
        return bytes.capacity() == BYTES
                && bytes.getInt(0) == MAGIC
                && bytes.getInt(VERSION_OFFSET) >= FIRST_VERSION_WITH_FEATURES
                && (bytes.getLong(INCOMPATIBLE_FEATURES_OFFSET) & EXTERNAL_DATA_FILE) != 0;
    }
}
