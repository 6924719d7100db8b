package org.stillframe.adoption;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import org.stillframe.error.ServiceException;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationUndo;

/** Notes that the server could not be released, and stays. */
@Dependent
public class FailRelease extends OperationUndo {
    @Inject
    private AdoptionLifecycle lifecycle;

    @Override
    protected void run(Operation operation, ServiceException cause) {
        lifecycle.failRelease(operation, cause);
    }
}
