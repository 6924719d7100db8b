package org.stillframe.operation;

import java.time.Duration;
import org.stillframe.error.ServiceException;

/**
 * How a step ended: done, if neither is set.
 *
 * @param failure why the operation is to be undone, or null
 * @param pause after which the operation is to be tried again from its first step, or null
 */
record StepOutcome(ServiceException failure, Duration pause) {
    static final StepOutcome DONE = new StepOutcome(null, null);

    static StepOutcome failed(ServiceException failure) {
        return new StepOutcome(failure, null);
    }

    static StepOutcome postponed(Duration pause) {
        return new StepOutcome(null, pause);
    }

    boolean isDone() {
        return failure == null && pause == null;
    }

    boolean isFailed() {
        return failure != null;
    }
}
