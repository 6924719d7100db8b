package org.stillframe.power;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.hypervisor.Hypervisors;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationKind;
import org.stillframe.operation.OperationStep;
import org.stillframe.layer.LayerReclaim;
import org.stillframe.server.ServerService;

/** Starts or stops the server. */
@Dependent
@Named("powerStep")
public class PowerStep extends OperationStep {
    /** How long a guest may take to shut itself down before it is cut off; Linux distributions give their services 90 s. */
    private static final Duration GRACE = Duration.ofSeconds(90);

    @Inject
    private Hypervisors hypervisors;

    @Inject
    private ServerService servers;

    @Inject
    private LayerReclaim reclaim;

    @Inject
    private PowerLifecycle lifecycle;

    @Override
    protected int progress() {
        return 10;
    }

    @Override
    protected void run(Operation operation) {
        DomainRef domain = servers.domain(operation);
        Hypervisor hypervisor = hypervisors.of(domain);
        reclaim.standAside(operation, domain);
        if (operation.getKind() == OperationKind.SERVER_START) {
            hypervisor.start(domain);
        } else {
            hypervisor.stop(domain, GRACE);
        }
        lifecycle.done(operation, hypervisor.inspect(domain).state());
    }
}
