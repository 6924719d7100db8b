package org.stillframe.operation;

/**
 * What an operation works on. Plain values, so that an operation's record outlives what it was about.
 *
 * @param accountId the owner of the server
 * @param hostId the machine that the server runs on
 * @param snapshotId the snapshot concerned, or null
 * @param snapshotName its name, or null
 */
public record OperationTarget(
        long accountId, long hostId, long serverId, String serverName, Long snapshotId, String snapshotName) {}
