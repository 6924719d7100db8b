package org.stillframe.hypervisor.libvirt;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.libvirt.LibvirtException;
import org.libvirt.MissingCalls;
import org.libvirt.StorageVol;

/**
 * A volume's bytes, as they are, by way of this process. libvirt could clone a file by itself, but would guess a format from
 * its content: a guest that writes a qcow2 header with a backing file into its UEFI variables would get that file's content.
 */
final class VolumeBytes {
    private static final int CHUNK_BYTES = 256 * 1024;

    private VolumeBytes() {}

    /** The first bytes of a file, fewer if it is shorter. */
    static byte[] first(StorageVol volume, int count) throws LibvirtException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        MissingCalls.read(volume, 0, bytes);
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /** @param to exists already, and is empty */
    static void copy(StorageVol from, StorageVol to) throws LibvirtException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
        long offset = 0;
        do {
            chunk.clear();
            MissingCalls.read(from, offset, chunk);
            chunk.flip();
            if (chunk.hasRemaining()) {
                offset += chunk.remaining();
                MissingCalls.write(to, offset - chunk.remaining(), chunk);
            }
        } while (chunk.limit() == CHUNK_BYTES);
    }
}
