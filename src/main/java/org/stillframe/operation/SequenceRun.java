package org.stillframe.operation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;

/** Does the steps of an operation one after the other; the first that fails leads to the undo. */
@ApplicationScoped
public class SequenceRun {
    /** What could not even be undone is not hurried. */
    static final Duration AFTER_FAILED_UNDO = Duration.ofSeconds(10);

    @Inject
    private StepExecution steps;

    @Inject
    private OperationJournal journal;

    void run(Operation operation, OperationSequence sequence) {
        String id = operation.getId();
        StepOutcome outcome = StepOutcome.DONE;
        for (OperationStep step : sequence.steps()) {
            outcome = operation.wasStoredAt(step.name()) ? steps.perform(operation, step) : steps.announce(id, step);
            if (!outcome.isDone()) {
                break;
            }
        }
        if (outcome.isFailed()) {
            outcome = steps.announce(id, sequence.undo().because(outcome.failure()));
        }
        if (!outcome.isDone()) {
            journal.postpone(id, outcome.isFailed() ? AFTER_FAILED_UNDO : outcome.pause());
        }
    }
}
