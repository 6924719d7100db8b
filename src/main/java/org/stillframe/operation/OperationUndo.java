package org.stillframe.operation;

import org.stillframe.error.ServiceException;

/**
 * Ends an operation of which a step failed: by looking at the host it either completes it all the same or proves that it did not
 * happen. As repeatable as any step.
 */
public abstract class OperationUndo {
    /** What clients see as the operation's step meanwhile. */
    static final String NAME = "undo";

    private static final int PROGRESS = 99;

    /** @param cause why the operation is being undone */
    protected abstract void run(Operation operation, ServiceException cause);

    /** As a step, for whoever runs it. */
    OperationStep because(ServiceException cause) {
        return new OperationStep(NAME, PROGRESS) {
            @Override
            protected boolean heedsCancel() {
                return false;
            }

            @Override
            protected void run(Operation operation) {
                OperationUndo.this.run(operation, cause);
            }
        };
    }
}
