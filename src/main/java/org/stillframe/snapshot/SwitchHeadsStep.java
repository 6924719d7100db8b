package org.stillframe.snapshot;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.layer.LayerInventory;
import org.stillframe.layer.LayerOrigin;
import org.stillframe.operation.Operation;
import org.stillframe.server.DomainStep;

/** Stops the server hard, and gives its disks new heads on top of the snapshot. */
@Dependent
public class SwitchHeadsStep extends DomainStep {
    @Inject
    private LayerInventory layers;

    public SwitchHeadsStep() {
        super("switch-heads", 40);
    }

    @Override
    protected boolean isPointOfNoReturn() {
        return true;
    }

    @Override
    protected void run(Operation operation, Hypervisor hypervisor, DomainRef domain) {
        DomainInfo found = hypervisor.inspect(domain);
        if (!layers.named(operation, LayerOrigin.RESTORE).areHeadsOf(found)) {
            hypervisor.stop(domain, Duration.ZERO);
            hypervisor.switchHeads(domain, layers.named(operation, LayerOrigin.RESTORE).overlays());
        }
    }
}
