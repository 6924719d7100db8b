package org.libvirt;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.libvirt.jna.Libvirt;
import org.libvirt.jna.SizeT;
import org.libvirt.jna.StoragePoolPointer;
import org.libvirt.jna.StorageVolPointer;
import org.libvirt.jna.StreamPointer;

/**
 * Calls of libvirt's C library that libvirt-java lacks. It lies in libvirt-java's own package, because the native
 * pointers are visible only there.
 */
public final class MissingCalls {
    private static final int SHUT_OFF = 5;
    private static final int SHUT_OFF_BY_CRASH = 3;
    private static final int STATS_STATE = 1;
    private static final int STATS_BLOCK = 1 << 5;
    private static final int STATS_BACKING = 1 << 30;
    /** A virTypedParameter: a name of 80 bytes, the type, and behind four bytes of padding the value. */
    private static final int PARAMETER_BYTES = 96;

    private static final int PARAMETER_VALUE_OFFSET = 88;
    private static final int UUID_TEXT_BYTES = 37;

    private MissingCalls() {}

    /**
     * The state of one domain.
     *
     * @param id its number while it is active, else -1
     * @param state one of libvirt's virDomainState
     */
    public record State(UUID uuid, String name, int id, int state) {}

    /**
     * A file that QEMU has open.
     *
     * @param capacity bytes that its content may have
     * @param allocation bytes that it occupies
     */
    public record OpenFile(long capacity, long allocation) {}

    private interface Virt extends Library {
        int virDomainFSThaw(Pointer domain, Pointer mountpoints, int count, int flags);

        int virDomainAgentSetResponseTimeout(Pointer domain, int seconds, int flags);

        int virDomainGetState(Pointer domain, IntByReference state, IntByReference reason, int flags);

        int virDomainShutdownFlags(Pointer domain, int flags);

        int virConnectGetAllDomainStats(Pointer connect, int stats, PointerByReference records, int flags);

        int virDomainListGetStats(Pointer[] domains, int stats, PointerByReference records, int flags);

        void virDomainStatsRecordListFree(Pointer records);

        int virDomainGetUUIDString(Pointer domain, byte[] text);

        String virDomainGetName(Pointer domain);

        int virDomainGetID(Pointer domain);

        int virStoragePoolListAllVolumes(Pointer pool, PointerByReference volumes, int flags);

        StoragePoolPointer virStoragePoolLookupByTargetPath(Pointer connect, String path);
    }

    /** Loads the native library at the first call only. */
    private static final class Loaded {
        static final Virt VIRT = Native.load("virt", Virt.class);
    }

    /** Thaws every file system of the guest. Returns how many were frozen. */
    public static int thawFileSystems(Domain domain) throws LibvirtException {
        return ErrorHandler.processError(Loaded.VIRT.virDomainFSThaw(domain.vdp.getPointer(), null, 0, 0));
    }

    /** Sets how many seconds the guest agent may take for an answer. */
    public static void setAgentTimeout(Domain domain, int seconds) throws LibvirtException {
        ErrorHandler.processError(Loaded.VIRT.virDomainAgentSetResponseTimeout(domain.vdp.getPointer(), seconds, 0));
    }

    /** Whether the domain is off, and is so because its process has crashed. */
    public static boolean hasCrashed(Domain domain) throws LibvirtException {
        IntByReference state = new IntByReference();
        IntByReference reason = new IntByReference();
        ErrorHandler.processError(Loaded.VIRT.virDomainGetState(domain.vdp.getPointer(), state, reason, 0));
        return state.getValue() == SHUT_OFF && reason.getValue() == SHUT_OFF_BY_CRASH;
    }

    /** Asks the guest to shut down, by the ways in {@code flags} (virDomainShutdownFlagValues). */
    public static void shutdown(Domain domain, int flags) throws LibvirtException {
        ErrorHandler.processError(Loaded.VIRT.virDomainShutdownFlags(domain.vdp.getPointer(), flags));
    }

    /** The active pool whose files lie in that directory; fails with VIR_ERR_NO_STORAGE_POOL if there is none. */
    public static StoragePool poolOfDirectory(Connect connect, String directory) throws LibvirtException {
        StoragePoolPointer found = ErrorHandler.processError(
                Loaded.VIRT.virStoragePoolLookupByTargetPath(connect.vcp.getPointer(), directory));
        return new StoragePool(connect, found);
    }

    /**
     * Fills the buffer with what the volume's file holds from that offset on, or up to the file's end.
     * libvirt-java's own stream cannot be freed if its transfer did not begin.
     */
    public static void read(StorageVol volume, long offset, ByteBuffer into) throws LibvirtException {
        Libvirt calls = org.libvirt.Library.libvirt;
        StreamPointer stream = ErrorHandler.processError(calls.virStreamNew(volume.virConnect.vcp, 0));
        boolean ended = false;
        try {
            ErrorHandler.processError(calls.virStorageVolDownload(volume.vsvp, stream, offset, into.remaining(), 0));
            ByteBuffer end = ByteBuffer.allocate(1);
            int received;
            do {
                ByteBuffer free = into.hasRemaining() ? into : end;
                received = ErrorHandler.processError(calls.virStreamRecv(stream, free.slice(), new SizeT(free.remaining())));
                free.position(free.position() + received);
            } while (received > 0);
            ErrorHandler.processError(calls.virStreamFinish(stream));
            ended = true;
        } finally {
            if (!ended) {
                calls.virStreamAbort(stream);
            }
            calls.virStreamFree(stream);
        }
    }

    /**
     * Writes what the buffer holds to the volume's file, from that offset on. libvirt-java's own stream is not freed, and keeps
     * its link open for good, if that link is lost meanwhile.
     */
    public static void write(StorageVol volume, long offset, ByteBuffer from) throws LibvirtException {
        Libvirt calls = org.libvirt.Library.libvirt;
        StreamPointer stream = ErrorHandler.processError(calls.virStreamNew(volume.virConnect.vcp, 0));
        boolean ended = false;
        try {
            ErrorHandler.processError(calls.virStorageVolUpload(volume.vsvp, stream, offset, from.remaining(), 0));
            while (from.hasRemaining()) {
                int sent = ErrorHandler.processError(calls.virStreamSend(stream, from.slice(), new SizeT(from.remaining())));
                from.position(from.position() + sent);
            }
            ErrorHandler.processError(calls.virStreamFinish(stream));
            ended = true;
        } finally {
            if (!ended) {
                calls.virStreamAbort(stream);
            }
            calls.virStreamFree(stream);
        }
    }

    /** All volumes that libvirt knows in the pool, in one round trip. The caller frees each. */
    public static List<StorageVol> volumes(Connect connect, StoragePool pool) throws LibvirtException {
        PointerByReference answer = new PointerByReference();
        int count = ErrorHandler.processError(Loaded.VIRT.virStoragePoolListAllVolumes(pool.vspp.getPointer(), answer, 0));
        Pointer list = answer.getValue();
        List<StorageVol> volumes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StorageVolPointer volume = new StorageVolPointer();
            volume.setPointer(list.getPointer((long) i * Native.POINTER_SIZE));
            volumes.add(new StorageVol(connect, volume));
        }
        Native.free(Pointer.nativeValue(list));
        return volumes;
    }

    /** The states of all domains in one round trip. */
    public static List<State> states(Connect connect) throws LibvirtException {
        PointerByReference answer = new PointerByReference();
        int count = ErrorHandler.processError(
                Loaded.VIRT.virConnectGetAllDomainStats(connect.vcp.getPointer(), STATS_STATE, answer, 0));
        Pointer records = answer.getValue();
        try {
            List<State> states = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                states.add(state(records.getPointer((long) i * Native.POINTER_SIZE)));
            }
            return states;
        } finally {
            Loaded.VIRT.virDomainStatsRecordListFree(records);
        }
    }

    /** The files that an active domain's QEMU has open for its disks, whole chains, by path; in one round trip. */
    public static Map<String, OpenFile> openFiles(Domain domain) throws LibvirtException {
        PointerByReference answer = new PointerByReference();
        Pointer[] domains = {domain.vdp.getPointer(), null};
        int count = ErrorHandler.processError(
                Loaded.VIRT.virDomainListGetStats(domains, STATS_BLOCK, answer, STATS_BACKING));
        Pointer records = answer.getValue();
        try {
            return count == 0 ? Map.of() : openFiles(parameters(records.getPointer(0)));
        } finally {
            Loaded.VIRT.virDomainStatsRecordListFree(records);
        }
    }

    private static Map<String, OpenFile> openFiles(Map<String, Pointer> parameters) {
        Map<String, OpenFile> files = new HashMap<>();
        for (int i = 0; parameters.containsKey("block." + i + ".name"); i++) {
            Pointer path = parameters.get("block." + i + ".path");
            Pointer capacity = parameters.get("block." + i + ".capacity");
            Pointer allocation = parameters.get("block." + i + ".physical");
            if (path != null && capacity != null && allocation != null) {
                files.put(path.getPointer(0).getString(0), new OpenFile(capacity.getLong(0), allocation.getLong(0)));
            }
        }
        return files;
    }

    private static State state(Pointer record) {
        Pointer domain = record.getPointer(0);
        Pointer state = parameters(record).get("state.state");
        byte[] uuid = new byte[UUID_TEXT_BYTES];
        Loaded.VIRT.virDomainGetUUIDString(domain, uuid);
        return new State(
                UUID.fromString(Native.toString(uuid, "US-ASCII")),
                Loaded.VIRT.virDomainGetName(domain),
                Loaded.VIRT.virDomainGetID(domain),
                state == null ? 0 : state.getInt(0));
    }

    /** Reads a virDomainStatsRecord, which is the domain, its parameters and their number: where each value lies, by name. */
    private static Map<String, Pointer> parameters(Pointer record) {
        Pointer parameters = record.getPointer(Native.POINTER_SIZE);
        int count = record.getInt(2L * Native.POINTER_SIZE);
        Map<String, Pointer> values = new HashMap<>();
        for (int i = 0; i < count; i++) {
            Pointer parameter = parameters.share((long) i * PARAMETER_BYTES);
            values.put(parameter.getString(0), parameter.share(PARAMETER_VALUE_OFFSET));
        }
        return values;
    }
}
