package org.stillframe.snapshot;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import org.stillframe.layer.LayerInventory;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationJournal;
import org.stillframe.operation.OperationKind;
import org.stillframe.operation.OperationState;
import org.stillframe.server.ServerService;

/** Writes down that an operation is to stop. Whoever works on it notices at its next step, and takes back what it has done. */
@Stateless
public class OperationCancel {
    @Inject
    private ServerService servers;

    @Inject
    private OperationJournal journal;

    @Inject
    private SnapshotLifecycle snapshots;

    @Inject
    private LayerInventory layers;

    /**
     * Answers with the operation, which may have ended at once.
     *
     * @param seen as it was read before this transaction; here it is read only under its lock, as it may have moved on since
     */
    public Operation request(Operation seen) {
        if (seen.getServerId() != null) {
            servers.lock(seen);
        }
        Operation operation = journal.requestCancel(seen.getId());
        if (operation.getKind() == OperationKind.SNAPSHOT_CREATE) {
            snapshots.withdrawWhenEnded(operation);
        }
        if (hasDoneNothing(operation)) {
            journal.cancelQueued(seen.getId());
            snapshots.forgetWithdrawn(operation);
        }
        return operation;
    }

    /** A restore has changed the server's status at least, which only its steps can take back. */
    private boolean hasDoneNothing(Operation operation) {
        boolean restore =
                operation.getKind() == OperationKind.SNAPSHOT_RESTORE || operation.getKind() == OperationKind.RESTORE_UNDO;
        return operation.getStatus() == OperationState.QUEUED && !restore && layers.plannedNothing(operation);
    }
}
