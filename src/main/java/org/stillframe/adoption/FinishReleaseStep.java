package org.stillframe.adoption;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.operation.Operation;
import org.stillframe.server.DomainStep;

/** Reads every chain back from the host, and only then forgets the server. */
@Dependent
public class FinishReleaseStep extends DomainStep {
    @Inject
    private AdoptionLifecycle lifecycle;

    public FinishReleaseStep() {
        super("finish", 99);
    }

    @Override
    protected void run(Operation operation, Hypervisor hypervisor, DomainRef domain) {
        lifecycle.finishRelease(operation, hypervisor.inspect(domain));
    }
}
