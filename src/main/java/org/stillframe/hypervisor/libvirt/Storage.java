package org.stillframe.hypervisor.libvirt;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.libvirt.Connect;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;
import org.libvirt.MissingCalls;
import org.libvirt.StoragePool;
import org.libvirt.StoragePoolInfo;
import org.libvirt.StorageVol;
import org.stillframe.hypervisor.Extents;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.StorageRoom;
import org.stillframe.hypervisor.StoredVolume;

/**
 * The files of a host, for the length of one call of the port. libvirt remembers what it saw at a pool's last refresh:
 * a file that QEMU made is unknown and a header that QEMU rewrote is stale until the pool is refreshed, which costs a
 * look at every file in it. So it is done only where needed, and once per call and pool.
 */
final class Storage {
    private final Connect connect;
    private final Pools pools;
    private final Set<String> fresh = new HashSet<>();

    Storage(Connect connect) {
        this.connect = connect;
        this.pools = new Pools(connect);
    }

    /** Describes the file, or returns null if there is none. Headers may be stale, see {@link #refresh}. */
    VolumeXml find(String path) throws LibvirtException {
        VolumeXml known = lookUp(path);
        if (known != null) {
            return known;
        }
        return refresh(path) ? lookUp(path) : null;
    }

    /** Reads what lies in the file; QEMU may have it open, as this takes no lock on it. */
    Extents tables(String path) throws LibvirtException {
        required(path);
        StorageVol volume = connect.storageVolLookupByPath(path);
        try {
            return Qcow2Tables.read((offset, bytes) -> {
                ByteBuffer part = ByteBuffer.allocate(bytes);
                MissingCalls.read(volume, offset, part);
                return part.clear();
            });
        } finally {
            volume.free();
        }
    }

    VolumeXml required(String path) throws LibvirtException {
        VolumeXml found = find(path);
        if (found == null) {
            throw new HypervisorException(Kind.FAILED, "The file " + path + " does not exist");
        }
        return found;
    }

    /**
     * Has libvirt read the headers of the files in that file's directory anew, unless this call has done so already.
     *
     * @return false if there is no such directory
     */
    boolean refresh(String path) throws LibvirtException {
        String directory = directory(path);
        if (fresh.contains(directory)) {
            return true;
        }
        StoragePool pool = poolOrNull(directory);
        if (pool == null) {
            return false;
        }
        try {
            pools.refresh(pool);
        } finally {
            pool.free();
        }
        fresh.add(directory);
        return true;
    }

    /** The room where that file lies, as of now. */
    StorageRoom room(String path) throws LibvirtException {
        refresh(path);
        StoragePool pool = pools.ofDirectory(directory(path));
        try {
            StoragePoolInfo info = pool.getInfo();
            return new StorageRoom(info.capacity, info.available);
        } finally {
            pool.free();
        }
    }

    /** To be told when QEMU has made files or rewritten headers during this call. */
    void forget() {
        fresh.clear();
    }

    /** The first bytes of a file that exists, fewer if it is shorter. */
    byte[] firstBytes(String path, int count) throws LibvirtException {
        required(path);
        StorageVol volume = connect.storageVolLookupByPath(path);
        try {
            return VolumeBytes.first(volume, count);
        } finally {
            volume.free();
        }
    }

    /**
     * Makes an empty qcow2 file over {@code backing}, of the same size to the byte. On a network storage it belongs to whom the
     * file below belongs to: there root may count as nobody, who could neither give it away nor let QEMU open it.
     */
    void createOverlay(String path, FileRef backing) throws LibvirtException {
        Access access = required(backing.path()).access();
        StoragePool pool = pools.ofDirectory(directory(path));
        try {
            boolean same = !access.isOfRoot() && Pools.isNetwork(pool);
            pool.storageVolCreateXML(VolumeXml.overlay(name(path), backing, same ? access : null), 0).free();
        } finally {
            pool.free();
        }
    }

    /** Makes a file with the same bytes. */
    void copy(String from, String to) throws LibvirtException {
        required(from);
        StoragePool pool = pools.ofDirectory(directory(to));
        try {
            StorageVol copy = pool.storageVolCreateXML(VolumeXml.empty(name(to)), 0);
            try {
                StorageVol original = connect.storageVolLookupByPath(from);
                try {
                    VolumeBytes.copy(original, copy);
                } finally {
                    original.free();
                }
            } finally {
                copy.free();
            }
        } finally {
            pool.free();
        }
    }

    /** Deletes the file if it exists. */
    void delete(String path) throws LibvirtException {
        if (find(path) == null) {
            return;
        }
        try {
            StorageVol volume = connect.storageVolLookupByPath(path);
            try {
                volume.delete(0);
            } finally {
                volume.free();
            }
        } catch (LibvirtException e) {
            if (!Failures.is(e, ErrorNumber.VIR_ERR_NO_STORAGE_VOL)) {
                throw e;
            }
        }
    }

    /** The file in the same directory that reads through to that file, or null. */
    String childOf(String path) throws LibvirtException {
        refresh(path);
        StoragePool pool = pools.ofDirectory(directory(path));
        try {
            String child = null;
            for (StorageVol volume : MissingCalls.volumes(connect, pool)) {
                try {
                    child = child == null && standsOn(volume, path) ? volume.getPath() : child;
                } finally {
                    volume.free();
                }
            }
            return child;
        } finally {
            pool.free();
        }
    }

    /** Every file of the directory as it is now; none if there is no such directory. */
    Optional<List<StoredVolume>> list(String directory) throws LibvirtException {
        if (!isThere(directory)) {
            return Optional.empty();
        }
        StoragePool pool = pools.ofDirectory(directory);
        try {
            List<StoredVolume> found = new ArrayList<>();
            for (StorageVol volume : MissingCalls.volumes(connect, pool)) {
                try {
                    found.add(VolumeXml.read(volume.getXMLDesc(0)).stored());
                } catch (LibvirtException e) {
                    requireAbsent(e);
                } finally {
                    volume.free();
                }
            }
            return Optional.of(found);
        } finally {
            pool.free();
        }
    }

    /** A pool may outlive its directory; then only looking at it tells. */
    private boolean isThere(String directory) throws LibvirtException {
        try {
            return refresh(directory + "/any");
        } catch (LibvirtException e) {
            if (String.valueOf(e.getMessage()).startsWith("cannot open directory")
                    && String.valueOf(e.getMessage()).contains("No such file or directory")) {
                return false;
            }
            throw e;
        }
    }

    /** Whether the service made the file, by the name that it gives to every layer. */
    static boolean isOwn(String path) {
        return name(path).startsWith("stillframe-");
    }

    private VolumeXml lookUp(String path) throws LibvirtException {
        try {
            StorageVol volume = connect.storageVolLookupByPath(path);
            try {
                return VolumeXml.read(volume.getXMLDesc(0));
            } finally {
                volume.free();
            }
        } catch (LibvirtException e) {
            requireAbsent(e);
            return null;
        }
    }

    private static boolean standsOn(StorageVol volume, String path) throws LibvirtException {
        try {
            String text = volume.getXMLDesc(0);
            // One parsed tree each would be most of the time that a large directory takes.
            if (!Xml.mayHold(text, path)) {
                return false;
            }
            FileRef backing = VolumeXml.read(text).backing();
            return backing != null && backing.path().equals(path);
        } catch (LibvirtException e) {
            requireAbsent(e);
            return false;
        }
    }

    /** A file that was deleted behind libvirt's back is still known by name, but cannot be opened. */
    private static void requireAbsent(LibvirtException failure) throws LibvirtException {
        if (!Failures.is(failure, ErrorNumber.VIR_ERR_NO_STORAGE_VOL)
                && !String.valueOf(failure.getMessage()).contains("No such file or directory")) {
            throw failure;
        }
    }

    private StoragePool poolOrNull(String directory) throws LibvirtException {
        try {
            return pools.ofDirectory(directory);
        } catch (LibvirtException e) {
            if (String.valueOf(e.getMessage()).contains("No such file or directory")) {
                return null;
            }
            throw e;
        }
    }

    private static String directory(String path) {
        return path.substring(0, Math.max(1, path.lastIndexOf('/')));
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
