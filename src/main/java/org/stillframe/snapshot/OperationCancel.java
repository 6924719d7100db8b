package org.stillframe.snapshot;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import org.stillframe.account.Caller;
import org.stillframe.layer.LayerInventory;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationJournal;
import org.stillframe.operation.OperationKind;
import org.stillframe.operation.OperationService;
import org.stillframe.operation.OperationState;
import org.stillframe.server.ServerService;

/** Writes down that an operation is to stop. Whoever works on it notices at its next step, and takes back what it has done. */
@Stateless
public class OperationCancel {
    @Inject
    private OperationService operations;

    @Inject
    private ServerService servers;

    @Inject
    private OperationJournal journal;

    @Inject
    private SnapshotLifecycle snapshots;

    @Inject
    private LayerInventory layers;

    /** Answers with the operation, which may have ended at once. */
    public Operation request(Caller caller, String id) {
        Operation seen = operations.get(caller, id);
        if (seen.getServerId() != null) {
            servers.lock(seen);
        }
        Operation operation = journal.requestCancel(id);
        if (operation.getKind() == OperationKind.SNAPSHOT_CREATE) {
            snapshots.withdrawWhenEnded(operation);
        }
        if (hasDoneNothing(operation)) {
            journal.cancelQueued(id);
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
