package org.stillframe.operation;

import jakarta.batch.api.listener.AbstractJobListener;
import jakarta.batch.runtime.context.JobContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;

/** Hands an operation back that its job has left unfinished, so that the sweep takes it up again. Stands in every job XML. */
@Dependent
@Named("operationJobListener")
public class OperationJobListener extends AbstractJobListener {
    @Inject
    private JobContext job;

    @Inject
    private OperationRunner runner;

    @Inject
    private OperationJournal journal;

    @Override
    public void afterJob() {
        String operationId = operationOf(job);
        try {
            journal.postpone(operationId, pause());
        } finally {
            runner.ended(operationId);
        }
    }

    private Duration pause() {
        return job.getTransientUserData() instanceof StepOutcome outcome && outcome.pause() != null
                ? outcome.pause()
                : SequenceRun.AFTER_FAILED_UNDO;
    }

    static String operationOf(JobContext job) {
        return job.getProperties().getProperty(OperationRunner.OPERATION_ID);
    }

    static OperationKind kindOf(JobContext job) {
        return OperationKind.valueOf(job.getProperties().getProperty(OperationRunner.OPERATION_KIND));
    }
}
