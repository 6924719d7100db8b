package org.stillframe.snapshot;

import java.io.Serializable;
import java.time.Instant;
import org.stillframe.operation.OperationKind;

/**
 * A restore that can be undone now.
 *
 * @param operationId the restore, or the undo of one
 * @param account email of the server's owner
 * @param snapshotName what it went to, or null if it was an undo
 * @param replacedAt when the state was replaced that an undo brings back
 * @param until when that state is given up
 */
public record UndoOffer(
        String operationId,
        OperationKind kind,
        Long serverId,
        String serverName,
        String account,
        String snapshotName,
        Instant replacedAt,
        Instant until)
        implements Serializable {
    /** The columns of a query for these, over the names p (safety point), o (its operation), v (server), a (account). */
    static final String SELECT = "select new org.stillframe.snapshot.UndoOffer(p.operationId, o.kind, v.id, v.name, a.email,"
            + " o.snapshotName, p.createdAt, p.expiresAt) from SafetyPoint p, Operation o, Server v join v.account a"
            + " where o.id = p.operationId and v.id = p.serverId";

    /** Whether what would be undone is an undo itself. */
    public boolean isOfUndo() {
        return kind == OperationKind.RESTORE_UNDO;
    }
}
