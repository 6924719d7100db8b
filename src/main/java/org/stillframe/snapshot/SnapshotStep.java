package org.stillframe.snapshot;

import jakarta.inject.Inject;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.hypervisor.Hypervisors;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationStep;
import org.stillframe.server.ServerService;

/** A step that works on the domain of the operation's server. */
abstract class SnapshotStep extends OperationStep {
    private final int progress;

    @Inject
    private Hypervisors hypervisors;

    @Inject
    private ServerService servers;

    /** @param progress per cent of the whole operation that is done when this step begins */
    SnapshotStep(int progress) {
        this.progress = progress;
    }

    abstract void run(Operation operation, Hypervisor hypervisor, DomainRef domain);

    @Override
    protected final void run(Operation operation) {
        DomainRef domain = servers.domain(operation);
        run(operation, hypervisors.of(domain), domain);
    }

    @Override
    protected final int progress() {
        return progress;
    }
}
