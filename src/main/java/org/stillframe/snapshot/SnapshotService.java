package org.stillframe.snapshot;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.stillframe.account.Caller;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationRunner;

/** What callers can do with snapshots: each stores an operation, then has it run. */
@ApplicationScoped
public class SnapshotService {
    @Inject
    private SnapshotLifecycle snapshots;

    @Inject
    private RestoreLifecycle restores;

    @Inject
    private OperationRunner runner;

    /** Begins to make a snapshot. */
    public Snapshot create(Caller caller, NewSnapshot wanted) {
        Snapshot snapshot = snapshots.beginCreate(caller, wanted);
        run(snapshot.getOperation());
        return snapshot;
    }

    /** Begins to bring a server back to a snapshot. */
    public Operation restore(Caller caller, long snapshotId) {
        Operation operation = restores.begin(caller, snapshotId);
        run(operation);
        return operation;
    }

    /** Begins to bring the state back that a restore had replaced. */
    public Operation undo(Caller caller, String operationId) {
        Operation operation = restores.beginUndo(caller, operationId);
        run(operation);
        return operation;
    }

    /** Lets go of a snapshot. */
    public void delete(Caller caller, long snapshotId) {
        snapshots.beginDelete(caller, snapshotId).ifPresent(this::run);
    }

    private void run(Operation operation) {
        runner.start(operation);
    }
}
