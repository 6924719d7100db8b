package org.stillframe.server;

import jakarta.inject.Inject;
import org.stillframe.error.ServiceException;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.hypervisor.Hypervisors;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationUndo;

/** An undo that has to look at the domain of the operation's server. */
public abstract class DomainUndo extends OperationUndo {
    @Inject
    private Hypervisors hypervisors;

    @Inject
    private ServerService servers;

    /** @param cause why the operation is being undone */
    protected abstract void run(Operation operation, Hypervisor hypervisor, DomainRef domain, ServiceException cause);

    @Override
    protected final void run(Operation operation, ServiceException cause) {
        DomainRef domain = servers.domain(operation);
        run(operation, hypervisors.of(domain), domain, cause);
    }
}
