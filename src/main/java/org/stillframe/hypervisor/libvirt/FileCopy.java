package org.stillframe.hypervisor.libvirt;

import java.util.Arrays;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;
import org.libvirt.StorageVol;
import org.libvirt.Stream;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;

/**
 * Copies a small file's bytes by way of this process. libvirt could clone it by itself, but would guess a format from its
 * content: a guest that writes a qcow2 header with a backing file into its UEFI variables would get that file's content.
 */
final class FileCopy {
    private static final int CHUNK_BYTES = 256 * 1024;

    private final Connect connect;

    FileCopy(Connect connect) {
        this.connect = connect;
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
