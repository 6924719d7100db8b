package org.stillframe.adoption;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisors;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationStep;
import org.stillframe.server.ServerService;

/** Reads every chain back from the host, and only then forgets the server. */
@Dependent
@Named("finishReleaseStep")
public class FinishReleaseStep extends OperationStep {
    @Inject
    private Hypervisors hypervisors;

    @Inject
    private ServerService servers;

    @Inject
    private AdoptionLifecycle lifecycle;

    @Override
    protected int progress() {
        return 99;
    }

    @Override
    protected void run(Operation operation) {
        DomainRef domain = servers.domain(operation);
        lifecycle.finishRelease(operation, hypervisors.of(domain).inspect(domain));
    }
}
