package org.stillframe.drift;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationJournal;
import org.stillframe.operation.OperationStep;
import org.stillframe.server.HostDirectory;

/** Compares the operation's host with what is known of it. */
@Dependent
public class ReconcileStep extends OperationStep {
    @Inject
    private HostDirectory hosts;

    @Inject
    private Reconciliation reconciliation;

    @Inject
    private OperationJournal journal;

    public ReconcileStep() {
        super("reconcile", 0);
    }

    @Override
    protected void run(Operation operation) {
        try {
            reconciliation.run(hosts.get(operation.getHostId()));
        } catch (HypervisorException e) {
            if (e.kind() == Kind.UNAVAILABLE) {
                // That is the outcome, and is written down. Whoever asked need not wait until the host is back.
                throw new ServiceException(ErrorCode.HYPERVISOR_UNAVAILABLE, "The host does not answer.");
            }
            throw e;
        }
        journal.succeed(operation.getId());
    }
}
