package org.stillframe.snapshot;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.layer.LayerInventory;
import org.stillframe.layer.LayerOrigin;
import org.stillframe.operation.Operation;

/** Ends a restore that failed: either the disks are restored all the same, or the server is as it was. */
@Dependent
@Named("undoRestoreStep")
public class UndoRestoreStep extends SnapshotStep {
    @Inject
    private LayerInventory layers;

    @Inject
    private RestoreLifecycle lifecycle;

    public UndoRestoreStep() {
        super(90);
    }

    @Override
    void run(Operation operation, Hypervisor hypervisor, DomainRef domain) {
        DomainInfo found = hypervisor.inspect(domain);
        if (layers.areHeads(operation, LayerOrigin.RESTORE, found)) {
            lifecycle.completeWithFailure(operation, found, failure());
            return;
        }
        hypervisor.thaw(domain);
        SafetyPoint point = lifecycle.safetyPoint(operation);
        if (point != null && point.wasRunning()) {
            hypervisor.start(domain);
        }
        lifecycle.fail(operation, hypervisor.inspect(domain), failure());
    }
}
