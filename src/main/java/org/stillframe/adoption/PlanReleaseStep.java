package org.stillframe.adoption;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisors;
import org.stillframe.layer.LayerReclaim;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationStep;
import org.stillframe.server.ServerService;

/** Makes reclaim let go of the server, checks that its disks can be merged, and lets go of all snapshots. */
@Dependent
@Named("planReleaseStep")
public class PlanReleaseStep extends OperationStep {
    @Inject
    private Hypervisors hypervisors;

    @Inject
    private ServerService servers;

    @Inject
    private LayerReclaim reclaim;

    @Inject
    private AdoptionLifecycle lifecycle;

    @Override
    protected int progress() {
        return 1;
    }

    @Override
    protected void run(Operation operation) {
        DomainRef domain = servers.domain(operation);
        reclaim.standAside(operation, domain);
        lifecycle.letGo(operation, hypervisors.of(domain).inspect(domain));
    }
}
