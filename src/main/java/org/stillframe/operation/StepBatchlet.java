package org.stillframe.operation;

import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.runtime.context.JobContext;
import jakarta.batch.runtime.context.StepContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;

/**
 * A step of a batch job: does the operation's step of the same name. It ends with {@code DONE}; with {@code FAILED}, whereupon
 * the job XML leads to the step {@code undo}; or with {@code POSTPONED}, whereupon the job stops and the operation is tried
 * again from its first step.
 */
@Dependent
@Named("operationStep")
public class StepBatchlet extends AbstractBatchlet {
    private static final String DONE = "DONE";
    private static final String FAILED = "FAILED";
    private static final String POSTPONED = "POSTPONED";

    @Inject
    private JobContext job;

    @Inject
    private StepContext step;

    @Inject
    private StepExecution steps;

    @Inject
    private OperationSequences sequences;

    @Override
    public String process() {
        StepOutcome outcome = steps.announce(OperationJobListener.operationOf(job), operationStep());
        if (outcome.isDone()) {
            return DONE;
        }
        job.setTransientUserData(outcome);
        return outcome.isFailed() ? FAILED : POSTPONED;
    }

    private OperationStep operationStep() {
        OperationSequence sequence = sequences.of(OperationJobListener.kindOf(job));
        return step.getStepName().equals(OperationUndo.NAME)
                ? sequence.undo().because(failure())
                : sequence.steps().stream()
                        .filter(found -> found.name().equals(step.getStepName()))
                        .findFirst()
                        .orElseThrow();
    }

    private ServiceException failure() {
        return job.getTransientUserData() instanceof StepOutcome outcome && outcome.isFailed()
                ? outcome.failure()
                : new ServiceException(ErrorCode.INTERNAL, "The operation failed inside the service.");
    }
}
