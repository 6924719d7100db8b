package org.stillframe.snapshot;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.layer.LayerInventory;
import org.stillframe.layer.LayerOrigin;
import org.stillframe.operation.Operation;

/** Stops the server hard, and gives its disks new heads on top of the snapshot. */
@Dependent
@Named("switchHeadsStep")
public class SwitchHeadsStep extends SnapshotStep {
    @Inject
    private LayerInventory layers;

    public SwitchHeadsStep() {
        super(40);
    }

    @Override
    void run(Operation operation, Hypervisor hypervisor, DomainRef domain) {
        DomainInfo found = hypervisor.inspect(domain);
        if (!layers.areHeads(operation, LayerOrigin.RESTORE, found)) {
            hypervisor.stop(domain, Duration.ZERO);
            hypervisor.switchHeads(domain, layers.overlays(operation, LayerOrigin.RESTORE));
        }
    }
}
