package org.stillframe.snapshot;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.stillframe.hypervisor.Consistency;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.Overlay;
import org.stillframe.hypervisor.PowerState;
import org.stillframe.layer.LayerInventory;
import org.stillframe.layer.LayerOrigin;
import org.stillframe.operation.Operation;

/** Freezes the disks, as consistently as can be had or as was asked for. */
@Dependent
@Named("cutStep")
public class CutStep extends SnapshotStep {
    @Inject
    private LayerInventory layers;

    @Inject
    private SnapshotLifecycle lifecycle;

    public CutStep() {
        super(20);
    }

    @Override
    void run(Operation operation, Hypervisor hypervisor, DomainRef domain) {
        DomainInfo found = hypervisor.inspect(domain);
        if (layers.areHeads(operation, LayerOrigin.CUT, found)) {
            // An earlier try has cut, and died before it could tell: what it tried is what was achieved.
            hypervisor.thaw(domain);
            return;
        }
        List<Overlay> overlays = layers.overlays(operation, LayerOrigin.CUT);
        if (found.state() == PowerState.STOPPED) {
            lifecycle.attempt(operation, Consistency.OFFLINE);
            hypervisor.cut(domain, overlays, false);
        } else {
            cutLive(operation, hypervisor, domain, overlays);
        }
    }

    private void cutLive(Operation operation, Hypervisor hypervisor, DomainRef domain, List<Overlay> overlays) {
        try {
            lifecycle.attempt(operation, Consistency.APPLICATION);
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
