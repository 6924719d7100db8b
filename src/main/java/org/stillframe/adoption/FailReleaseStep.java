package org.stillframe.adoption;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationStep;

/** Notes that the server could not be released, and stays. */
@Dependent
@Named("failReleaseStep")
public class FailReleaseStep extends OperationStep {
    @Inject
    private AdoptionLifecycle lifecycle;

    @Override
    protected int progress() {
        return 99;
    }

    @Override
    protected void run(Operation operation) {
        lifecycle.failRelease(operation, failure());
    }
}
