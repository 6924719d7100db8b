package org.stillframe.drift;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationStep;

/** Does what was chosen to do about the operation's finding. */
@Dependent
public class MendStep extends OperationStep {
    @Inject
    private DriftMending mending;

    public MendStep() {
        super("mend", 0);
    }

    @Override
    protected void run(Operation operation) {
        mending.run(operation);
    }
}
