package org.stillframe.snapshot;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.layer.LayerInventory;
import org.stillframe.layer.LayerOrigin;
import org.stillframe.operation.Operation;

/** Reads the new chain back from the host, and only then calls the snapshot complete. */
@Dependent
@Named("verifyCreateStep")
public class VerifyCreateStep extends SnapshotStep {
    @Inject
    private LayerInventory layers;

    @Inject
    private SnapshotLifecycle lifecycle;

    public VerifyCreateStep() {
        super(80);
    }

    @Override
    void run(Operation operation, Hypervisor hypervisor, DomainRef domain) {
        DomainInfo found = hypervisor.inspect(domain);
        if (!layers.areHeads(operation, LayerOrigin.CUT, found)) {
            throw new ServiceException(ErrorCode.HYPERVISOR_FAILED, "The frozen disks were not found on the host.");
        }
        lifecycle.completeCreate(operation, found);
    }
}
