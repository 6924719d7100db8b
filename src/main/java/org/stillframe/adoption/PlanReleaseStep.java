package org.stillframe.adoption;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.layer.LayerReclaim;
import org.stillframe.operation.Operation;
import org.stillframe.server.DomainStep;

/** Makes reclaim let go of the server, checks that its disks can be merged, and lets go of all snapshots. */
@Dependent
public class PlanReleaseStep extends DomainStep {
    @Inject
    private LayerReclaim reclaim;

    @Inject
    private AdoptionLifecycle lifecycle;

    public PlanReleaseStep() {
        super("plan", 0);
    }

    @Override
    protected void run(Operation operation, Hypervisor hypervisor, DomainRef domain) {
        reclaim.standAside(operation, domain);
        lifecycle.letGo(operation, hypervisor.inspect(domain));
    }
}
