package org.stillframe.snapshot;

import java.io.Serializable;
import org.stillframe.server.ServerStatus;

/**
 * A snapshot and what its server does at this moment.
 *
 * @param work the operation that keeps the server busy, or null
 */
public record InventoryRow(SnapshotView snapshot, ServerStatus serverStatus, RunningWork work) implements Serializable {
    /**
     * An operation that runs.
     *
     * @param kind its code, for instance {@code snapshot_restore}
     * @param progress per cent
     */
    public record RunningWork(String kind, int progress) implements Serializable {}

    public long id() {
        return snapshot.id();
    }

    /** Whether a restore could start now. */
    public boolean isRestorable() {
        return snapshot.isCompleted() && work == null;
    }
}
