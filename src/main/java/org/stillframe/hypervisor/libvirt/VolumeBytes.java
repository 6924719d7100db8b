package org.stillframe.hypervisor.libvirt;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;
import org.libvirt.StorageVol;
import org.libvirt.Stream;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;

/**
 * A volume's bytes, as they are, by way of this process. libvirt could clone a file by itself, but would guess a format from
 * its content: a guest that writes a qcow2 header with a backing file into its UEFI variables would get that file's content.
 */
final class VolumeBytes {
    private static final int CHUNK_BYTES = 256 * 1024;

    private final Connect connect;

    VolumeBytes(Connect connect) {
        this.connect = connect;
    }

    /** The first bytes of a file, fewer if it is shorter. */
    byte[] first(StorageVol volume, int count) throws LibvirtException {
        Stream source = connect.streamNew(0);
        try {
            volume.download(source, 0, count, 0);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(count);
            byte[] buffer = new byte[count];
            for (int got = source.receive(buffer); got > 0; got = source.receive(buffer)) {
                bytes.write(buffer, 0, got);
            }
            source.finish();
            return bytes.toByteArray();
        } finally {
            source.free();
        }
    }

    /** @param to exists already, and is empty */
    void copy(StorageVol from, StorageVol to) throws LibvirtException {
        Stream source = connect.streamNew(0);
        try {
            from.download(source, 0, 0, 0);
            Stream target = connect.streamNew(0);
            try {
                to.upload(target, 0, 0, 0);
                pump(source, target);
                target.finish();
            } finally {
                target.free();
            }
            source.finish();
        } finally {
            source.free();
        }
    }

    private static void pump(Stream source, Stream target) throws LibvirtException {
        byte[] buffer = new byte[CHUNK_BYTES];
        for (int count = source.receive(buffer); count > 0; count = source.receive(buffer)) {
            send(target, Arrays.copyOf(buffer, count));
        }
    }

    private static void send(Stream target, byte[] bytes) throws LibvirtException {
        byte[] rest = bytes;
        while (rest.length > 0) {
            int sent = target.send(rest);
            if (sent <= 0) {
                throw new HypervisorException(Kind.FAILED, "libvirt took no more of a file that was being copied");
            }
            rest = Arrays.copyOfRange(rest, sent, rest.length);
        }
    }
}
