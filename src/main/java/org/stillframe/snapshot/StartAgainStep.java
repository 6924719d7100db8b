package org.stillframe.snapshot;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.layer.LayerInventory;
import org.stillframe.layer.LayerOrigin;
import org.stillframe.operation.Operation;
import org.stillframe.server.DomainStep;

/** Starts the server if it ran before, reads its disks back, and only then calls the restore done. */
@Dependent
public class StartAgainStep extends DomainStep {
    @Inject
    private LayerInventory layers;

    @Inject
    private RestoreLifecycle lifecycle;

    public StartAgainStep() {
        super("start-again", 70);
    }

    @Override
    protected void run(Operation operation, Hypervisor hypervisor, DomainRef domain) {
        if (lifecycle.safetyPoint(operation).wasRunning()) {
            hypervisor.start(domain);
        }
        DomainInfo found = hypervisor.inspect(domain);
        if (!layers.named(operation, LayerOrigin.RESTORE).areHeadsOf(found)) {
            throw new ServiceException(ErrorCode.HYPERVISOR_FAILED, "The restored disks were not found on the host.");
        }
        lifecycle.complete(operation, found);
    }
}
