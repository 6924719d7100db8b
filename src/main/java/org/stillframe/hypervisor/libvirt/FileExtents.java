package org.stillframe.hypervisor.libvirt;

import java.lang.ref.SoftReference;
import java.util.LinkedHashMap;
import java.util.Map;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;
import org.stillframe.hypervisor.Extents;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;

/** What files hold themselves. Tables are kept until their file changes, as those of a big disk take long to read. */
final class FileExtents {
    private static final int MOST_FILES = 256;
    private static final long RAW_CLUSTER = 64 * 1024;

    private record Known(String state, SoftReference<Extents> extents) {}

    private final Map<String, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > MOST_FILES;
        }
    };

    Extents of(Connect connect, String host, FileRef file) throws LibvirtException {
        Storage storage = new Storage(connect);
        VolumeXml volume = storage.required(file.path());
        return switch (file.format()) {
            // Not the capacity: libvirt takes it from the content, which the guest may have written.
            case "raw" -> Extents.flat(RAW_CLUSTER, volume.physicalBytes());
            case "qcow2" -> known(storage, host, volume);
            default -> throw new HypervisorException(Kind.FAILED, "What a file of format " + file.format() + " holds is unknown");
        };
    }

    private Extents known(Storage storage, String host, VolumeXml volume) throws LibvirtException {
        String file = host + " " + volume.info().path();
        Extents found = lookUp(file, volume.state());
        if (found == null) {
            found = storage.tables(volume.info().path());
            keep(file, new Known(volume.state(), new SoftReference<>(found)));
        }
        return found;
    }

    private synchronized Extents lookUp(String file, String state) {
        Known before = known.get(file);
        return before != null && before.state().equals(state) ? before.extents().get() : null;
    }

    private synchronized void keep(String file, Known now) {
        known.put(file, now);
    }
}
