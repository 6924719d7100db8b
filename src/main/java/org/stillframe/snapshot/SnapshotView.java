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
    static final String SELECT = select("o.progress");

    /**
     * Every snapshot has a server, that an account, and itself an operation: nothing is found that inner joins would not find. But a
     * database is free to begin inner joins at the accounts, and then sorts all that they have for the sake of twenty.
     */
    static final String FROM = " from Snapshot s left join s.server v left join v.account a left join s.operation o";

    /** The same for a list, which does not tell of progress: without the operations there is one row less to find for each. */
    static final String ITEM = select("0");

    static final String FROM_ITEMS = " from Snapshot s left join s.server v left join v.account a";

    private static String select(String progress) {
        return "select new org.stillframe.snapshot.SnapshotView(s.id, v.id, v.name, a.email, s.name, s.description, s.status,"
                + " s.sizeMb, s.exclusiveMb, s.createdAt, s.consistency, " + progress + ", s.operation.id, s.failureCode,"
                + " s.failureDetail, s.verifiedAt)";
    }

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
