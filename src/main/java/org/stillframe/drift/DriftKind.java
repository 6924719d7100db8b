package org.stillframe.drift;

import static org.stillframe.drift.DriftRepair.ADOPT;
import static org.stillframe.drift.DriftRepair.FORGET;
import static org.stillframe.drift.DriftRepair.REPAIR;
import static org.stillframe.drift.DriftSeverity.CRITICAL;
import static org.stillframe.drift.DriftSeverity.INFO;
import static org.stillframe.drift.DriftSeverity.WARNING;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Every way in which a host can differ from what is known of it, how much it matters, and what can be done about it. */
public enum DriftKind {
    // The host

    /** It does not answer. Proves nothing about anything on it. */
    HOST_UNREACHABLE(CRITICAL, "The server's host does not answer."),
    /** A directory with files of the server does not exist, or is empty as an unmounted one is. Nothing is taken for lost. */
    STORAGE_MISSING(CRITICAL, "A storage of the server's files is not there.", REPAIR),
    /** The host failed to look into a directory. Nothing is concluded about what lies there. */
    STORAGE_UNREADABLE(WARNING, "A storage of the server's files cannot be read.", REPAIR),

    // The domain

    /** No domain has the server's UUID, and none uses its files. */
    DOMAIN_GONE(CRITICAL, "The server is no longer defined on its host.", FORGET),
    /** No domain has the server's UUID, but another one uses its files. */
    DOMAIN_REDEFINED(CRITICAL, "The server was defined anew on its host.", ADOPT, FORGET),
    /** The domain has another name. */
    DOMAIN_RENAMED(INFO, "The server has another name on its host.", ADOPT),
    /** The domain runs, but its definition is gone: it will be gone when it stops. */
    DOMAIN_TRANSIENT(CRITICAL, "The server's definition was removed; it will be gone when it stops.", REPAIR),
    /** The domain was saved to a file; its memory belongs to the disks as they are now. */
    MEMORY_SAVED(WARNING, "The server's memory was saved on its host."),

    // Disks

    /** The domain has a disk that is not known. */
    DISK_ADDED(WARNING, "A disk was added to the server.", ADOPT),
    /** The domain has a disk that cannot have layers. */
    DISK_UNSUPPORTED(WARNING, "A disk was added to the server that cannot be snapshotted."),
    /** The domain has no such disk any more. */
    DISK_REMOVED(WARNING, "A disk was removed from the server.", ADOPT),
    /** The disk is another one to the guest. */
    DISK_RETARGETED(WARNING, "A disk of the server has another name.", ADOPT),
    /** Another job than the service's works on a disk. */
    JOB_FOREIGN(WARNING, "A disk of the server is being copied or merged on its host."),

    // Heads

    /** Files that are not known lie between the disk and its head: somebody took an external snapshot. */
    OVERLAY_ADDED(CRITICAL, "A disk of the server was frozen outside the service.", ADOPT),
    /** The disk is another file that has nothing to do with its head. */
    HEAD_REPLACED(CRITICAL, "A disk of the server was replaced.", ADOPT, REPAIR),
    /** The disk is a layer further down that no snapshot needs: the head was committed into it, or the definition went back. */
    HEAD_COMMITTED(CRITICAL, "A disk of the server was merged outside the service.", ADOPT, REPAIR),
    /** The server runs on a layer that a snapshot or safety point needs, and writes to it. */
    HEAD_OVERWRITES(CRITICAL, "The server writes to the disk of one of its snapshots.", ADOPT),
    /** The stopped server would run on a layer that a snapshot or safety point needs. */
    HEAD_WILL_OVERWRITE(CRITICAL, "The server would write to the disk of one of its snapshots.", REPAIR),
    /** The head's file is gone, and the server is stopped. */
    HEAD_MISSING(CRITICAL, "The file of a disk of the server is gone.", REPAIR, FORGET),
    /** The head's file was deleted, but the running server still has it open. */
    HEAD_DELETED(CRITICAL, "The file of a disk of the running server was deleted.", REPAIR),
    /** After the next start a disk will be another file. */
    NEXT_START_DIFFERS(CRITICAL, "A disk of the server will be another one after its next start.", REPAIR),
    /** After the next start a disk will be gone, or never was to stay. */
    NEXT_START_LACKS_DISK(WARNING, "A disk of the server will be gone after its next start."),
    /** The definition says what lies below the head and would override what the files say. */
    DEFINITION_FIXES_CHAIN(WARNING, "The server's definition fixes what a disk is made of.", REPAIR),

    // Layers

    /** A layer holds by itself what it read from below: somebody pulled the data up, or converted the file. */
    CHAIN_FLATTENED(WARNING, "Data of a disk was copied on its host.", ADOPT),
    /** A layer skips one that it stood on: data was pulled up, or committed down. */
    CHAIN_SHORTENED(CRITICAL, "Data of a disk was moved on its host; a snapshot may have changed by it.", ADOPT),
    /** A layer stands on a file that is not known. */
    CHAIN_FOREIGN(CRITICAL, "A disk of the server stands on another file than before.", ADOPT),
    /** A file that the head needs is gone: the server runs as long as it has it open, and will not start again. */
    CHAIN_BROKEN(CRITICAL, "A file that the server needs is gone.", REPAIR, FORGET),
    /** A file that nobody needs any more is gone. */
    LAYER_MISSING(INFO, "A file that is no longer needed is gone.", FORGET),
    /** A layer's file lies in another directory. */
    LAYER_MOVED(CRITICAL, "A file of the server was moved.", ADOPT, REPAIR),
    /** A layer's file is no disk image any more. */
    LAYER_OVERWRITTEN(CRITICAL, "A file of the server was overwritten.", REPAIR),
    /** A file of others stands on a layer: it would be changed by what the server writes, and keeps space from being reclaimed. */
    FOREIGN_CHILD(WARNING, "Another disk stands on a file of the server."),
    /** Another domain uses a file of the server. Two that write to one file destroy it. */
    FILE_SHARED(CRITICAL, "Another server uses a file of this one."),

    // Snapshots

    /** What a snapshot holds is gone. It is failed, with the code {@code artefact_missing}. */
    SNAPSHOT_LOST(CRITICAL, "A snapshot's data is gone.", REPAIR, FORGET),
    /** What a lost snapshot holds is there again. */
    SNAPSHOT_RETURNED(INFO, "A snapshot's data is there again.", REPAIR, FORGET),
    /** The server has written to what a snapshot holds. It is failed, with the code {@code artefact_overwritten}, for good. */
    SNAPSHOT_OVERWRITTEN(CRITICAL, "A snapshot's data was overwritten.", FORGET),
    /** What a restore replaced is gone: it cannot be undone. */
    SAFETY_POINT_LOST(WARNING, "A restore can no longer be undone.", REPAIR, FORGET),

    // UEFI variables

    /** The domain has no UEFI variables any more. */
    NVRAM_REMOVED(WARNING, "The server's UEFI variables are no longer in its definition.", ADOPT),
    /** The domain uses another file of UEFI variables. */
    NVRAM_REPLACED(WARNING, "The server uses other UEFI variables.", ADOPT, REPAIR),
    /** The file of UEFI variables is gone; the next start makes new ones from the template. */
    NVRAM_MISSING(WARNING, "The file of the server's UEFI variables is gone.", REPAIR),

    // Strays

    /** A file that carries the server's name and that nothing is known of or refers to. */
    STRAY_LAYER(INFO, "A file was left behind.", REPAIR),
    /** The same, but something refers to it. */
    STRAY_IN_USE(WARNING, "A file that is not known is in use."),
    /** A file named as the service names them, of a server that is not known here. */
    STRAY_UNKNOWN(INFO, "A file of a server that is not known was found.");

    /** On a server with one of these the tree of layers is not what is known of it: nothing may be merged or deleted. */
    private static final Set<DriftKind> UNSAFE = Collections.unmodifiableSet(EnumSet.of(
            STORAGE_MISSING,
            OVERLAY_ADDED,
            HEAD_REPLACED,
            HEAD_COMMITTED,
            HEAD_OVERWRITES,
            HEAD_WILL_OVERWRITE,
            NEXT_START_DIFFERS,
            CHAIN_FLATTENED,
            CHAIN_SHORTENED,
            CHAIN_FOREIGN,
            CHAIN_BROKEN,
            LAYER_MOVED,
            LAYER_OVERWRITTEN,
            FILE_SHARED));

    private final DriftSeverity severity;
    private final String notice;
    private final List<DriftRepair> repairs;

    DriftKind(DriftSeverity severity, String notice, DriftRepair... repairs) {
        this.severity = severity;
        this.notice = notice;
        this.repairs = List.of(repairs);
    }

    public DriftSeverity severity() {
        return severity;
    }

    /** A sentence for the server's owner. It names no file of the host. */
    public String notice() {
        return notice;
    }

    /** What can be done about it here, in the order in which it is offered. */
    public List<DriftRepair> repairs() {
        return repairs;
    }

    /** Whether reclaim must keep its hands off the server until it is seen to. */
    public boolean isUnsafe() {
        return UNSAFE.contains(this);
    }

    /** The name that clients see, for instance {@code domain_gone}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
