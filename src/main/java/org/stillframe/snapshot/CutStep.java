package org.stillframe.snapshot;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;
import org.stillframe.hypervisor.Consistency;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.Overlay;
import org.stillframe.hypervisor.PowerState;
import org.stillframe.layer.LayerReclaim;
import org.stillframe.layer.StorageReserve;
import org.stillframe.operation.Operation;
import org.stillframe.server.DomainStep;
import org.stillframe.server.ServerService;

/**
 * Makes reclaim let go of the server, names the new heads, and freezes the disks under them, as consistently as can be had or as
 * was asked for.
 */
@Dependent
public class CutStep extends DomainStep {
    @Inject
    private LayerReclaim reclaim;

    @Inject
    private StorageReserve reserve;

    @Inject
    private ServerService servers;

    @Inject
    private SnapshotLifecycle lifecycle;

    public CutStep() {
        super("cut", 10);
    }

    @Override
    protected void run(Operation operation, Hypervisor hypervisor, DomainRef domain) {
        reclaim.standAside(operation, domain);
        DomainInfo found = hypervisor.outline(domain);
        if (!found.blockers().isEmpty()) {
            servers.foundBlockers(operation, found);
            throw new ServiceException(ErrorCode.NOT_SNAPSHOTTABLE, found.blockers().get(0).reason());
        }
        reserve.require(hypervisor, found);
        List<Overlay> overlays = lifecycle.planCreate(operation, found);
        if (overlays.isEmpty()) {
            // An earlier try has cut, and died before it could tell: what it tried is what was achieved.
            hypervisor.thaw(domain);
        } else if (found.state() != PowerState.STOPPED
                && (found.agentConnected() || lifecycle.requested(operation) == Consistency.APPLICATION)) {
            freezeAndCut(operation, hypervisor, domain, overlays);
        } else {
            hypervisor.cut(domain, overlays, false);
        }
    }

    private void freezeAndCut(Operation operation, Hypervisor hypervisor, DomainRef domain, List<Overlay> overlays) {
        try {
            hypervisor.cut(domain, overlays, true);
        } catch (HypervisorException e) {
            if (e.kind() != Kind.QUIESCE_FAILED || lifecycle.requested(operation) == Consistency.APPLICATION) {
                throw e;
            }
            lifecycle.attempt(operation, Consistency.CRASH);
            hypervisor.cut(domain, overlays, false);
        }
    }
}
