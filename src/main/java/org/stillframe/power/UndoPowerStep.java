package org.stillframe.power;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.stillframe.hypervisor.Hypervisors;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationStep;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.server.ServerService;

/** Notes that a server could not be started or stopped, and what it does instead. */
@Dependent
@Named("undoPowerStep")
public class UndoPowerStep extends OperationStep {
    @Inject
    private Hypervisors hypervisors;

    @Inject
    private ServerService servers;

    @Inject
    private PowerLifecycle lifecycle;

    @Override
    protected int progress() {
        return 90;
    }

    @Override
    protected void run(Operation operation) {
        DomainRef domain = servers.domain(operation);
        lifecycle.failed(operation, hypervisors.of(domain).powerStates(domain.host()), failure());
    }
}
