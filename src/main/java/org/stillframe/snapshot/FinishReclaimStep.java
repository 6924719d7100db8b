package org.stillframe.snapshot;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.operation.Operation;
import org.stillframe.server.DomainStep;

/** Notes that all is reclaimed. */
@Dependent
public class FinishReclaimStep extends DomainStep {
    @Inject
    private SnapshotLifecycle lifecycle;

    public FinishReclaimStep() {
        super("finish", 99);
    }

    @Override
    protected void run(Operation operation, Hypervisor hypervisor, DomainRef domain) {
        lifecycle.finishDelete(operation);
    }
}
