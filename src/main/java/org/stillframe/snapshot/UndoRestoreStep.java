package org.stillframe.snapshot;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
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
        boolean restored = layers.areHeads(operation, LayerOrigin.RESTORE, hypervisor.inspect(domain));
        hypervisor.thaw(domain);
        try {
            startAgain(operation, hypervisor, domain);
        } catch (HypervisorException e) {
            if (!restored || e.kind() == Kind.UNAVAILABLE) {
                throw e;
            }
            lifecycle.completeWithFailure(operation, hypervisor.inspect(domain), failure());
            return;
        }
        DomainInfo found = hypervisor.inspect(domain);
        if (restored) {
            lifecycle.complete(operation, found);
        } else {
            lifecycle.fail(operation, found, failure());
        }
    }

    private void startAgain(Operation operation, Hypervisor hypervisor, DomainRef domain) {
        SafetyPoint point = lifecycle.safetyPoint(operation);
        if (point != null && point.wasRunning()) {
            hypervisor.start(domain);
        }
    }
}
