package org.stillframe.snapshot;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.stillframe.account.Caller;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.Hypervisors;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationRunner;
import org.stillframe.operation.OperationService;
import org.stillframe.server.ServerService;

/** What callers can do with snapshots: each stores an operation, then has it run. */
@ApplicationScoped
public class SnapshotService {
    private static final Logger LOG = System.getLogger(SnapshotService.class.getName());

    @Inject
    private SnapshotLifecycle snapshots;

    @Inject
    private RestoreLifecycle restores;

    @Inject
    private OperationService operations;

    @Inject
    private OperationCancel cancels;

    @Inject
    private ServerService servers;

    @Inject
    private Hypervisors hypervisors;

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

    /** Tells an operation to stop, if it still can. */
    public Operation cancel(Caller caller, String operationId) {
        Operation operation = cancels.request(operations.get(caller, operationId));
        if (operation.getKind().isMerging() && !operation.getStatus().isTerminal()) {
            // Without waiting for the merge to come to an end; whoever runs it is told that it was interrupted.
            abortMerge(servers.domain(operation));
        }
        return operation;
    }

    private void abortMerge(DomainRef domain) {
        try {
            hypervisors.of(domain).abortMerge(domain);
        } catch (HypervisorException e) {
            // The operation ends all the same, after this merge.
            LOG.log(Level.WARNING, "A merge that was cancelled could not be aborted", e);
        }
    }

    private void run(Operation operation) {
        runner.start(operation);
    }
}
