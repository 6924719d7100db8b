package org.stillframe.drift;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationStep;

/** Does what was chosen to do about the operation's finding. */
@Dependent
@Named("mendStep")
public class MendStep extends OperationStep {
    @Inject
    private DriftMending mending;

    @Override
    protected int progress() {
        return 0;
    }

    @Override
    protected void run(Operation operation) {
        mending.run(operation);
    }
}
