package org.stillframe.server;

import jakarta.inject.Inject;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.hypervisor.Hypervisors;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationStep;

/** A step that works on the domain of the operation's server. */
public abstract class DomainStep extends OperationStep {
    @Inject
    private Hypervisors hypervisors;

    @Inject
    private ServerService servers;

    /**
     * @param name as clients see it
     * @param progress per cent of the whole operation that is done when this step begins
     */
    protected DomainStep(String name, int progress) {
        super(name, progress);
    }

    protected abstract void run(Operation operation, Hypervisor hypervisor, DomainRef domain);

    @Override
    protected final void run(Operation operation) {
        DomainRef domain = servers.domain(operation);
        run(operation, hypervisors.of(domain), domain);
    }
}
