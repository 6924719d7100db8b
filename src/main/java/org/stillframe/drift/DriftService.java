package org.stillframe.drift;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.stillframe.account.Caller;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationRunner;

/** What admins can do about drift: each stores an operation, then has it run. */
@ApplicationScoped
public class DriftService {
    @Inject
    private DriftLifecycle lifecycle;

    @Inject
    private OperationRunner runner;

    /** Begins to compare a host with what is known of it. */
    public Operation reconcile(Caller caller, long hostId) {
        return run(lifecycle.beginReconcile(caller, hostId));
    }

    /** Begins to do something about a finding. */
    public Operation mend(Caller caller, long id, DriftRepair repair) {
        return run(lifecycle.beginMending(caller, id, repair));
    }

    private Operation run(Operation operation) {
        runner.start(operation);
        return operation;
    }
}
