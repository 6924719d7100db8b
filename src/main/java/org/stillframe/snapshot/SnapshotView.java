package org.stillframe.snapshot;

import java.io.Serializable;
import java.time.Instant;
import org.stillframe.hypervisor.Consistency;

/**
 * What is shown of a snapshot, read in one query.
 *
 * @param account email of the owner
 * @param progress per cent of its creation
 */
public record SnapshotView(
        Long id,
        Long serverId,
        String serverName,
        String account,
        String name,
        String description,
        SnapshotState status,
        Long sizeMb,
        Long exclusiveMb,
        Instant createdAt,
        Consistency consistency,
        int progress,
        String operationId,
        String failureCode,
        String failureDetail,
        Instant verifiedAt)
        implements Serializable {
    /** The columns of a query for these, over the names s (snapshot), v (server), a (account), o (operation). */
    static final String SELECT = "select new org.stillframe.snapshot.SnapshotView(s.id, v.id, v.name, a.email, s.name,"
            + " s.description, s.status, s.sizeMb, s.exclusiveMb, s.createdAt, s.consistency, o.progress, o.id, s.failureCode,"
            + " s.failureDetail, s.verifiedAt)";

    static final String FROM = " from Snapshot s join s.server v join v.account a join s.operation o";

    /** The same of one that is being changed. */
    static SnapshotView of(Snapshot snapshot) {
        return new SnapshotView(
                snapshot.getId(),
                snapshot.getServer().getId(),
                snapshot.getServer().getName(),
                snapshot.getServer().getAccount().getEmail(),
                snapshot.getName(),
                snapshot.getDescription(),
                snapshot.getStatus(),
                snapshot.getSizeMb(),
                snapshot.getExclusiveMb(),
                snapshot.getCreatedAt(),
                snapshot.getConsistency(),
                snapshot.getOperation().getProgress(),
                snapshot.getOperation().getId(),
                snapshot.getFailureCode(),
                snapshot.getFailureDetail(),
                snapshot.getVerifiedAt());
    }

    /** Whether it can be restored. */
    public boolean isCompleted() {
        return status == SnapshotState.COMPLETED;
    }
}
