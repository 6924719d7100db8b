package org.stillframe.admin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.stillframe.drift.DriftKind;
import org.stillframe.drift.DriftRepair;
import org.stillframe.drift.DriftSeverity;

/** What is said of drift and of what can be done about it. */
@Named
@ApplicationScoped
public class DriftWording {
    public String severity(DriftSeverity severity) {
        return switch (severity) {
            case CRITICAL -> "Critical";
            case WARNING -> "Warning";
            case INFO -> "Info";
        };
    }

    public String repair(DriftRepair repair) {
        return switch (repair) {
            case ADOPT -> "Adopt";
            case REPAIR -> "Repair";
            case FORGET -> "Forget";
        };
    }

    /** What a button says that does it. Where only the host's own admin can put it right, it just looks again. */
    public String button(DriftKind kind, DriftRepair repair) {
        return repair == DriftRepair.REPAIR && !isChange(kind) ? "Look again" : repair(repair);
    }

    /** What the confirmation asks. */
    public String question(DriftKind kind, DriftRepair repair) {
        return switch (repair) {
            case ADOPT -> "Adopt this change?";
            case REPAIR -> isChange(kind) ? "Repair this?" : "Look again?";
            case FORGET -> "Forget this?";
        };
    }

    private static boolean isChange(DriftKind kind) {
        return switch (kind) {
            case DOMAIN_TRANSIENT,
                    HEAD_REPLACED,
                    HEAD_COMMITTED,
                    HEAD_WILL_OVERWRITE,
                    NEXT_START_DIFFERS,
                    DEFINITION_FIXES_CHAIN,
                    SNAPSHOT_RETURNED,
                    NVRAM_REPLACED,
                    STRAY_LAYER -> true;
            default -> false;
        };
    }

    /** Whether it takes something away for good. */
    static boolean isFinal(DriftKind kind, DriftRepair repair) {
        return repair == DriftRepair.FORGET || repair == DriftRepair.REPAIR && kind == DriftKind.STRAY_LAYER;
    }

    /** What will be done and what not, for the one who has to confirm it. */
    static String consequence(DriftKind kind, DriftRepair repair) {
        return switch (repair) {
            case ADOPT -> adopt(kind);
            case REPAIR -> repair(kind);
            case FORGET -> forget(kind);
        };
    }

    private static String adopt(DriftKind kind) {
        return switch (kind) {
            case DOMAIN_RENAMED -> "The new name on the host is noted. The server's own name here stays.";
            case DOMAIN_REDEFINED -> "The server is bound to the new domain. All snapshots stay.";
            case DISK_ADDED -> "The disk is part of every later snapshot. Earlier snapshots do not have it.";
            case DISK_REMOVED, NVRAM_REMOVED -> "What is known of the disk is dropped, if no snapshot holds it. Its files stay.";
            case DISK_RETARGETED -> "The new name of the disk is noted.";
            case OVERLAY_ADDED -> "The new file becomes a layer of the server. Like every layer it is merged and deleted once no"
                    + " snapshot needs it. All snapshots stay.";
            case HEAD_OVERWRITES -> "The server goes on with the file that it writes to. The snapshots that read it stay failed,"
                    + " and restores that need it can no longer be undone. No file is deleted.";
            case HEAD_REPLACED, HEAD_COMMITTED, NVRAM_REPLACED -> "The server goes on with the file that it uses now. The former"
                    + " one is no longer known; the file itself stays. All snapshots stay.";
            case LAYER_MOVED -> "The new place of the file is noted.";
            default -> "It is noted what the files stand on now. No file is changed.";
        };
    }

    private static String repair(DriftKind kind) {
        return switch (kind) {
            case DOMAIN_TRANSIENT -> "The server is defined again as it runs. It is not interrupted.";
            case NEXT_START_DIFFERS, DEFINITION_FIXES_CHAIN -> "The server's definition is put right for its next start. It is not"
                    + " interrupted.";
            case HEAD_REPLACED, HEAD_COMMITTED, HEAD_WILL_OVERWRITE, NVRAM_REPLACED -> "The server's definition names the former"
                    + " file again. The server must be stopped. The file that it names now stays.";
            case SNAPSHOT_RETURNED -> "The snapshot can be restored again, and counts towards the limit again.";
            case STRAY_LAYER -> "The file is deleted for good, unless anything refers to it. If an inventory of this server was"
                    + " once lost, it may be all that is left of a snapshot.";
            default -> "The host is looked at again. Nothing is changed.";
        };
    }

    private static String forget(DriftKind kind) {
        return switch (kind) {
            case SNAPSHOT_LOST, SNAPSHOT_RETURNED, SNAPSHOT_OVERWRITTEN -> "The snapshot is gone for good. Files that only it"
                    + " needed are deleted.";
            case SAFETY_POINT_LOST -> "The restore can never be undone. Files that only this needed are deleted.";
            case LAYER_MISSING -> "What is known of the file is dropped.";
            default -> "The server, its snapshots, and restores that could be undone are forgotten for good. Its files stay on the"
                    + " host.";
        };
    }
}
