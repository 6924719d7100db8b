package org.stillframe.operation;

/**
 * What an operation works on. Plain values, so that an operation's record outlives what it was about.
 *
 * @param accountId the owner of the server, or who asked for it
 * @param hostId the machine that the server runs on
 * @param serverId the server, or null if the host as a whole is worked on
 * @param serverName its name, or null
 * @param snapshotId the snapshot concerned, or null
 * @param snapshotName its name, or null
 */
public record OperationTarget(
        long accountId, long hostId, Long serverId, String serverName, Long snapshotId, String snapshotName) {}
