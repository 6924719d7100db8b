package org.stillframe.snapshot;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;
import org.stillframe.hypervisor.Consistency;
import org.stillframe.hypervisor.Cut;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.layer.LayerReclaim;
import org.stillframe.layer.StorageReserve;
import org.stillframe.operation.Operation;
import org.stillframe.server.DomainStep;
import org.stillframe.server.ServerService;

/**
 * Makes reclaim let go of the server, names the new heads, freezes the disks under them, as consistently as can be had or as was
 * asked for, and reads the new chains back before it calls the snapshot complete.
 */
@Dependent
public class CutStep extends DomainStep {
    @Inject
    private LayerReclaim reclaim;

    @Inject
    private StorageReserve reserve;

    @Inject
    private FirstCuts firstCuts;

    @Inject
    private ServerService servers;

    @Inject
    private SnapshotLifecycle lifecycle;

    public CutStep() {
        super("cut", 10);
    }

    @Override
    protected void run(Operation operation, Hypervisor hypervisor, DomainRef domain) {
        Optional<FirstCut> first = firstCuts.take(operation.getId());
        if (first.isEmpty()) {
            reclaim.standAside(operation, domain);
        }
        lifecycle.completeCreate(operation, cut(operation, hypervisor, domain, first));
    }

    private DomainInfo cut(Operation operation, Hypervisor hypervisor, DomainRef domain, Optional<FirstCut> first) {
        AtomicBoolean decided = new AtomicBoolean();
        try {
            return hypervisor.cut(domain, found -> {
                check(operation, hypervisor, found);
                Cut cut = first.flatMap(known -> known.of(found)).orElseGet(() -> plan(operation, hypervisor, found, true));
                decided.set(true);
                return cut;
            });
        } catch (RuntimeException e) {
            if (failedToFreeze(e) && lifecycle.requested(operation) != Consistency.APPLICATION) {
                return hypervisor.cut(domain, found -> plan(operation, hypervisor, found, false));
            }
            if (first.isPresent() && !decided.get()) {
                lifecycle.forgetPlan(operation);
            }
            throw e;
        }
    }

    private static boolean failedToFreeze(RuntimeException e) {
        return e instanceof HypervisorException failure && failure.kind() == Kind.QUIESCE_FAILED;
    }

    private void check(Operation operation, Hypervisor hypervisor, DomainInfo found) {
        if (!found.blockers().isEmpty()) {
            servers.foundBlockers(operation, found);
            throw new ServiceException(ErrorCode.NOT_SNAPSHOTTABLE, found.blockers().get(0).reason());
        }
        reserve.require(hypervisor, found);
    }

    private Cut plan(Operation operation, Hypervisor hypervisor, DomainInfo found, boolean mayFreeze) {
        Cut cut = lifecycle.planCreate(operation, found, mayFreeze);
        if (cut.isNone()) {
            // An earlier try has cut, and died before it could tell: what it tried is what was achieved.
            hypervisor.thaw(found.ref());
        }
        return cut;
    }
}
