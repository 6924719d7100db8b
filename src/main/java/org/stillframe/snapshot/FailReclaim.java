package org.stillframe.snapshot;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import org.stillframe.error.ServiceException;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationUndo;

/** Notes that layers could not be reclaimed. No snapshot is touched by that; the next reclaim of the server tries again. */
@Dependent
public class FailReclaim extends OperationUndo {
    @Inject
    private SnapshotLifecycle lifecycle;

    @Override
    protected void run(Operation operation, ServiceException cause) {
        lifecycle.failReclaim(operation, cause);
    }
}
