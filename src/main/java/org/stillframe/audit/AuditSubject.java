package org.stillframe.audit;

import static java.util.Objects.requireNonNull;

/**
 * What something was done to.
 *
 * @param hostId the host, or null
 * @param serverId the server, or null
 * @param serverName its name at that time, or null
 * @param snapshotId the snapshot, or null
 * @param name what exactly, for instance a file or a disk
 */
public record AuditSubject(Long hostId, Long serverId, String serverName, Long snapshotId, String name) {
    public AuditSubject {
        requireNonNull(name, "name is null");
    }

    /** What is neither a host nor on one. */
    public static AuditSubject of(String name) {
        return new AuditSubject(null, null, null, null, name);
    }

    /** A server, and what of it. */
    public static AuditSubject ofServer(long hostId, long serverId, String serverName, String name) {
        return new AuditSubject(hostId, serverId, serverName, null, name);
    }

    /** A host as a whole. */
    public static AuditSubject ofHost(long hostId, String name) {
        return new AuditSubject(hostId, null, null, null, name);
    }
}
