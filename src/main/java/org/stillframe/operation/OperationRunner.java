package org.stillframe.operation;

import jakarta.batch.operations.JobOperator;
import jakarta.batch.runtime.BatchRuntime;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Starts the batch job of an operation. The batch repository is not the journal: after a crash a fresh job is started for each
 * unfinished operation, and its repeatable steps find out what had been done (docs/adr/0002).
 */
@ApplicationScoped
public class OperationRunner {
    /** Name of the job parameter that carries the operation's id. */
    static final String OPERATION_ID = "operationId";

    @Inject
    private OperationJournal journal;

    @Inject
    private Node node;

    /** Operations with a job on this node. */
    private final Set<String> running = ConcurrentHashMap.newKeySet();

    /** Starts the operation's job here, unless it has one or another node works on it. Call it outside of a transaction. */
    public void start(String operationId) {
        if (!running.add(operationId)) {
            return;
        }
        boolean started = false;
        try {
            if (journal.claim(operationId, node.name())) {
                OperationKind kind = journal.find(operationId).orElseThrow().getKind();
                Properties parameters = new Properties();
                parameters.setProperty(OPERATION_ID, operationId);
                JobOperator jobs = BatchRuntime.getJobOperator();
                jobs.start(kind.job(), parameters);
                started = true;
            }
        } finally {
            if (!started) {
                running.remove(operationId);
            }
        }
    }

    /** The operation's job has ended on this node. */
    void ended(String operationId) {
        running.remove(operationId);
    }

    Set<String> running() {
        return Set.copyOf(running);
    }
}
