package org.stillframe.drift;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.stillframe.error.ServiceException;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationJournal;
import org.stillframe.operation.OperationStep;

/** Notes that a host could not be compared, or a finding not be mended. What was found stays open. */
@Dependent
@Named("failDriftStep")
public class FailDriftStep extends OperationStep {
    @Inject
    private OperationJournal journal;

    @Override
    protected int progress() {
        return 99;
    }

    @Override
    protected void run(Operation operation) {
        ServiceException failure = failure();
        journal.fail(operation.getId(), failure.code(), failure.getMessage());
    }
}
