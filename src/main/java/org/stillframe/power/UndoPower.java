package org.stillframe.power;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import org.stillframe.error.ServiceException;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.operation.Operation;
import org.stillframe.server.DomainUndo;

/** Notes that a server could not be started or stopped, and what it does instead. */
@Dependent
public class UndoPower extends DomainUndo {
    @Inject
    private PowerLifecycle lifecycle;

    @Override
    protected void run(Operation operation, Hypervisor hypervisor, DomainRef domain, ServiceException cause) {
        lifecycle.failed(operation, hypervisor.powerStates(domain.host()), cause);
    }
}
