package org.stillframe.snapshot;

import java.io.Serializable;

/**
 * A server of which a snapshot could be made.
 *
 * @param account email of the owner
 * @param snapshots how many it has that count towards {@link SnapshotLifecycle#LIMIT}
 */
public record ServerChoice(long id, String name, String account, long snapshots) implements Serializable {}
