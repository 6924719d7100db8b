package org.stillframe.snapshot;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
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
        lifecycle.plan(operation, hypervisor.inspect(domain));
    }
}
