package org.stillframe.drift;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import org.stillframe.error.ServiceException;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationJournal;
import org.stillframe.operation.OperationUndo;

/** Notes that a host could not be compared, or a finding not be mended. What was found stays open. */
@Dependent
public class FailDrift extends OperationUndo {
    @Inject
    private OperationJournal journal;

    @Override
    protected void run(Operation operation, ServiceException cause) {
        journal.fail(operation.getId(), cause.code(), cause.getMessage());
    }
}
