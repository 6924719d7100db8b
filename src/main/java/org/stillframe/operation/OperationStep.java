package org.stillframe.operation;

import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.runtime.context.JobContext;
import jakarta.batch.runtime.context.StepContext;
import jakarta.ejb.ApplicationException;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;

/**
 * One repeatable step of a job. It ends with {@code DONE}; with {@code FAILED}, whereupon the job XML leads to the job's undo
 * step; or with {@code POSTPONED}, whereupon the job stops and the operation is tried again from its first step. Batch steps
 * manage their own transactions.
 */
public abstract class OperationStep extends AbstractBatchlet {
    private static final Logger LOG = System.getLogger(OperationStep.class.getName());
    private static final Duration SHORT_PAUSE = Duration.ofMillis(500);
    private static final Duration HOST_PAUSE = Duration.ofSeconds(5);
    private static final String DONE = "DONE";
    private static final String FAILED = "FAILED";
    private static final String POSTPONED = "POSTPONED";

    @Inject
    private JobContext job;

    @Inject
    private StepContext step;

    @Inject
    private OperationJournal journal;

    /** Thrown by a step that has to wait for something; not a failure. */
    @ApplicationException(rollback = true)
    public static class Postponed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Postponed(String reason) {
            super(reason);
        }
    }

    /** Does the step's work. */
    protected abstract void run(Operation operation);

    /** Per cent of the whole operation that is done when this step begins. */
    protected abstract int progress();

    @Override
    public final String process() {
        String operationId = OperationJobListener.operationOf(job);
        try {
            Operation operation = journal.reached(operationId, step.getStepName(), progress());
            if (!operation.getStatus().isTerminal()) {
                run(operation);
            }
            return DONE;
        } catch (Postponed e) {
            LOG.log(Level.DEBUG, "Operation {0} waits: {1}", operationId, e.getMessage());
            return postponed(SHORT_PAUSE);
        } catch (RuntimeException e) {
            return failed(operationId, e);
        }
    }

    private String postponed(Duration pause) {
        job.setTransientUserData(pause);
        return POSTPONED;
    }

    private String failed(String operationId, RuntimeException failure) {
        if (failure instanceof HypervisorException unavailable && unavailable.kind() == Kind.UNAVAILABLE) {
            LOG.log(Level.WARNING, "Operation " + operationId + " waits for its host: " + unavailable.getMessage());
            return postponed(HOST_PAUSE);
        }
        log(operationId, failure);
        job.setTransientUserData(asServiceException(failure));
        return FAILED;
    }

    /** A refusal is told by its sentence; what nobody foresaw needs its stack trace. */
    private void log(String operationId, RuntimeException failure) {
        String what = "Operation " + operationId + " failed in step " + step.getStepName();
        if (failure instanceof ServiceException && failure.getCause() == null) {
            LOG.log(Level.WARNING, what + ": " + failure.getMessage());
        } else {
            LOG.log(Level.WARNING, what, failure);
        }
    }

    /** Why the job is being undone. */
    protected final ServiceException failure() {
        return job.getTransientUserData() instanceof ServiceException failure
                ? failure
                : new ServiceException(ErrorCode.INTERNAL, "The operation failed inside the service.");
    }

    private static ServiceException asServiceException(RuntimeException failure) {
        if (failure instanceof ServiceException known) {
            return known;
        }
        if (failure.getCause() instanceof ServiceException known) {
            return known;
        }
        if (failure instanceof HypervisorException hypervisor) {
            return switch (hypervisor.kind()) {
                case UNAVAILABLE -> of(ErrorCode.HYPERVISOR_UNAVAILABLE, "The server's host does not answer.", failure);
                case DOMAIN_NOT_FOUND -> of(ErrorCode.DRIFT_DETECTED, "The server no longer exists on its host.", failure);
                case NOT_LAYERABLE -> of(ErrorCode.NOT_SNAPSHOTTABLE, failure.getMessage(), failure);
                case QUIESCE_FAILED -> of(
                        ErrorCode.CONSISTENCY_NOT_ACHIEVED, "The guest agent did not freeze the file systems.", failure);
                case NO_SPACE -> of(ErrorCode.INSUFFICIENT_STORAGE, "The server's storage has no room left.", failure);
                case WRONG_STATE, INTERRUPTED, FAILED -> of(
                        ErrorCode.HYPERVISOR_FAILED, "The server's host refused or failed. Its log says why.", failure);
            };
        }
        return of(ErrorCode.INTERNAL, "The operation failed inside the service. The log says why.", failure);
    }

    private static ServiceException of(ErrorCode code, String detail, RuntimeException cause) {
        return new ServiceException(code, detail, cause);
    }
}
