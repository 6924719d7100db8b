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
    /** A job that could not even undo its work is not hurried. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

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
            journal.postpone(operationId, job.getTransientUserData() instanceof Duration pause ? pause : AFTER_FAILURE);
        } finally {
            runner.ended(operationId);
        }
    }

    static String operationOf(JobContext job) {
        return job.getProperties().getProperty(OperationRunner.OPERATION_ID);
    }
}
