package org.stillframe.snapshot;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.layer.LayerReclaim;
import org.stillframe.operation.Operation;

/** Makes reclaim let go of the server, notes whether it runs, and names the new heads. */
@Dependent
@Named("planRestoreStep")
public class PlanRestoreStep extends SnapshotStep {
    @Inject
    private LayerReclaim reclaim;

    @Inject
    private RestoreLifecycle lifecycle;

    public PlanRestoreStep() {
        super(5);
    }

    @Override
    void run(Operation operation, Hypervisor hypervisor, DomainRef domain) {
        reclaim.standAside(operation, domain);
        lifecycle.plan(operation, hypervisor.inspect(domain));
    }
}
