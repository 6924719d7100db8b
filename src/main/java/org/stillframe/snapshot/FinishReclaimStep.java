package org.stillframe.snapshot;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.operation.Operation;

/** Notes that all is reclaimed. */
@Dependent
@Named("finishReclaimStep")
public class FinishReclaimStep extends SnapshotStep {
    @Inject
    private SnapshotLifecycle lifecycle;

    public FinishReclaimStep() {
        super(99);
    }

    @Override
    void run(Operation operation, Hypervisor hypervisor, DomainRef domain) {
        lifecycle.finishDelete(operation);
    }
}
