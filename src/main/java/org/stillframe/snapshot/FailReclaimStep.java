package org.stillframe.snapshot;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.operation.Operation;

/** Notes that layers could not be reclaimed. No snapshot is touched by that; the next reclaim of the server tries again. */
@Dependent
@Named("failReclaimStep")
public class FailReclaimStep extends SnapshotStep {
    @Inject
    private SnapshotLifecycle lifecycle;

    public FailReclaimStep() {
        super(99);
    }

    @Override
    void run(Operation operation, Hypervisor hypervisor, DomainRef domain) {
        lifecycle.failReclaim(operation, failure());
    }
}
