package org.stillframe.power;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationKind;
import org.stillframe.layer.LayerReclaim;
import org.stillframe.server.DomainStep;

/** Starts or stops the server. */
@Dependent
public class PowerStep extends DomainStep {
    /** How long a guest may take to shut itself down before it is cut off; Linux distributions give their services 90 s. */
    private static final Duration GRACE = Duration.ofSeconds(90);

    @Inject
    private LayerReclaim reclaim;

    @Inject
    private PowerLifecycle lifecycle;

    public PowerStep() {
        super("power", 10);
    }

    @Override
    protected void run(Operation operation, Hypervisor hypervisor, DomainRef domain) {
        reclaim.standAside(operation, domain);
        if (operation.getKind() == OperationKind.SERVER_START) {
            hypervisor.start(domain);
        } else {
            hypervisor.stop(domain, GRACE);
        }
        lifecycle.done(operation, hypervisor.inspect(domain).state());
    }
}
