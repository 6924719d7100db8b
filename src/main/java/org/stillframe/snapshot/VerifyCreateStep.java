package org.stillframe.snapshot;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.operation.Operation;
import org.stillframe.server.DomainStep;

/** Reads the new chain back from the host, and only then calls the snapshot complete. */
@Dependent
public class VerifyCreateStep extends DomainStep {
    @Inject
    private SnapshotLifecycle lifecycle;

    public VerifyCreateStep() {
        super("verify", 80);
    }

    @Override
    protected boolean isBrief() {
        return true;
    }

    @Override
    protected void run(Operation operation, Hypervisor hypervisor, DomainRef domain) {
        lifecycle.completeCreate(operation, hypervisor.inspect(domain));
    }
}
