package org.stillframe.snapshot;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import org.stillframe.error.ServiceException;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.layer.LayerInventory;
import org.stillframe.layer.LayerOrigin;
import org.stillframe.operation.Operation;
import org.stillframe.server.DomainUndo;
import org.stillframe.server.ServerService;

/** Ends a create that failed: if the disks were frozen all the same it is complete, otherwise it did not happen. */
@Dependent
public class UndoCreate extends DomainUndo {
    @Inject
    private LayerInventory layers;

    @Inject
    private SnapshotLifecycle lifecycle;

    @Inject
    private ServerService servers;

    @Override
    protected void run(Operation operation, Hypervisor hypervisor, DomainRef domain, ServiceException cause) {
        try {
            hypervisor.thaw(domain);
            hypervisor.settleCut(domain, layers.named(operation, LayerOrigin.CUT).overlays());
            DomainInfo found = hypervisor.inspect(domain);
            // One that is paused cannot be thawed: whoever sees it run again has to know that it was.
            servers.found(operation, found);
            if (layers.named(operation, LayerOrigin.CUT).areHeadsOf(found)) {
                lifecycle.completeCreate(operation, found);
                return;
            }
        } catch (HypervisorException e) {
            if (e.kind() != Kind.DOMAIN_NOT_FOUND) {
                throw e;
            }
        }
        lifecycle.failCreate(operation, cause);
    }
}
