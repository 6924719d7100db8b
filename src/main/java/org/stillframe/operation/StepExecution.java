package org.stillframe.operation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.stillframe.database.DatabaseFailure;
import org.stillframe.error.ServiceException;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.operation.OperationStep.Postponed;

/** Does one step of an operation that this node holds, and judges how it ended. */
@ApplicationScoped
public class StepExecution {
    private static final Logger LOG = System.getLogger(StepExecution.class.getName());
    private static final Duration SHORT_PAUSE = Duration.ofMillis(500);
    private static final Duration HOST_PAUSE = Duration.ofSeconds(5);

    @Inject
    private OperationJournal journal;

    /** Tells clients of the step, and does it. */
    StepOutcome announce(String operationId, OperationStep step) {
        return judge(operationId, step, () -> {
            Operation operation = step.isPointOfNoReturn()
                    ? journal.reachedPointOfNoReturn(operationId, step.name(), step.progress())
                    : journal.reached(operationId, step.name(), step.progress());
            if (step.heedsCancel()) {
                operation.requireWanted();
            }
            if (!operation.getStatus().isTerminal()) {
                step.run(operation);
            }
        });
    }

    /** Does a step that clients have been told of. */
    StepOutcome perform(Operation operation, OperationStep step) {
        return judge(operation.getId(), step, () -> step.run(operation));
    }

    private static StepOutcome judge(String operationId, OperationStep step, Runnable work) {
        try {
            work.run();
            return StepOutcome.DONE;
        } catch (Postponed e) {
            LOG.log(Level.DEBUG, "Operation {0} waits: {1}", operationId, e.getMessage());
            return StepOutcome.postponed(SHORT_PAUSE);
        } catch (RuntimeException e) {
            return failed(operationId, step.name(), e);
        }
    }

    private static StepOutcome failed(String operationId, String step, RuntimeException failure) {
        if (failure instanceof HypervisorException unavailable && unavailable.kind() == Kind.UNAVAILABLE) {
            LOG.log(Level.WARNING, "Operation " + operationId + " waits for its host: " + unavailable.getMessage());
            return StepOutcome.postponed(HOST_PAUSE);
        }
        if (DatabaseFailure.isCauseOf(failure)) {
            LOG.log(Level.WARNING, "Operation " + operationId + " waits for the database: " + failure.getMessage());
            return StepOutcome.postponed(HOST_PAUSE);
        }
        // A refusal is told by its sentence; what nobody foresaw needs its stack trace.
        String what = "Operation " + operationId + " failed in step " + step;
        if (failure instanceof ServiceException && failure.getCause() == null) {
            LOG.log(Level.WARNING, what + ": " + failure.getMessage());
        } else {
            LOG.log(Level.WARNING, what, failure);
        }
        return StepOutcome.failed(OperationFailure.of(failure));
    }
}
