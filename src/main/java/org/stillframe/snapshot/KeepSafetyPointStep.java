package org.stillframe.snapshot;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.Overlay;
import org.stillframe.layer.LayerInventory;
import org.stillframe.layer.LayerOrigin;
import org.stillframe.operation.Operation;
import org.stillframe.server.DomainStep;

/** Freezes what a running server holds now, clean if its guest agent helps, so that the restore can be undone. */
@Dependent
public class KeepSafetyPointStep extends DomainStep {
    @Inject
    private LayerInventory layers;

    @Inject
    private RestoreLifecycle lifecycle;

    public KeepSafetyPointStep() {
        super("keep-safety-point", 20);
    }

    @Override
    protected void run(Operation operation, Hypervisor hypervisor, DomainRef domain) {
        List<Overlay> overlays = layers.named(operation, LayerOrigin.CUT).overlays();
        if (overlays.isEmpty()) {
            return;
        }
        DomainInfo found = hypervisor.inspect(domain);
        if (!layers.named(operation, LayerOrigin.CUT).areHeadsOf(found)) {
            cut(hypervisor, domain, overlays);
        }
        lifecycle.safetyPointKept(operation);
    }

    private static void cut(Hypervisor hypervisor, DomainRef domain, List<Overlay> overlays) {
        try {
            hypervisor.cut(domain, overlays, true);
        } catch (HypervisorException e) {
            if (e.kind() != Kind.QUIESCE_FAILED) {
                throw e;
            }
            hypervisor.cut(domain, overlays, false);
        }
    }
}
