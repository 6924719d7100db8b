package org.stillframe.snapshot;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.layer.LayerReclaim;
import org.stillframe.layer.StorageReserve;
import org.stillframe.operation.Operation;
import org.stillframe.server.ServerService;

/** Makes reclaim let go of the server, checks that its disks can be layered and have room, and names the new heads. */
@Dependent
@Named("planCreateStep")
public class PlanCreateStep extends SnapshotStep {
    @Inject
    private LayerReclaim reclaim;

    @Inject
    private StorageReserve reserve;

    @Inject
    private ServerService servers;

    @Inject
    private SnapshotLifecycle lifecycle;

    public PlanCreateStep() {
        super(5);
    }

    @Override
    void run(Operation operation, Hypervisor hypervisor, DomainRef domain) {
        reclaim.standAside(operation, domain);
        DomainInfo found = hypervisor.inspect(domain);
        servers.foundBlockers(operation, found);
        if (!found.blockers().isEmpty()) {
            throw new ServiceException(ErrorCode.NOT_SNAPSHOTTABLE, found.blockers().get(0).reason());
        }
        reserve.require(hypervisor, found);
        lifecycle.planCreate(operation, found);
    }
}
