package org.stillframe.snapshot;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.layer.LayerReclaim;
import org.stillframe.operation.Operation;
import org.stillframe.server.DomainStep;

/** Makes reclaim let go of the server, notes whether it runs, and names the new heads. */
@Dependent
public class PlanRestoreStep extends DomainStep {
    @Inject
    private LayerReclaim reclaim;

    @Inject
    private RestoreLifecycle lifecycle;

    public PlanRestoreStep() {
        super("plan", 5);
    }

    @Override
    protected void run(Operation operation, Hypervisor hypervisor, DomainRef domain) {
        reclaim.standAside(operation, domain);
        for (String file : lifecycle.neededFiles(operation)) {
            if (hypervisor.volume(domain.host(), file) == null) {
                // Better told now than after the server was stopped for nothing.
                throw new ServiceException(
                        ErrorCode.DRIFT_DETECTED, "A file that the server is to go back to is gone from its storage.");
            }
        }
        lifecycle.plan(operation, hypervisor.inspect(domain));
    }
}
