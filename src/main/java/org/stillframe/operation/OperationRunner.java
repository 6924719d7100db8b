package org.stillframe.operation;

import jakarta.annotation.PostConstruct;
import jakarta.batch.operations.JobOperator;
import jakarta.batch.runtime.BatchRuntime;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;

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

    /** Merges copy data for as long as it takes; they must leave threads and bandwidth to what users wait for. */
    @Inject
    @ConfigProperty(name = "stillframe.reclaim.concurrent", defaultValue = "2")
    private int backgroundLimit;

    /** Looked up once: the look-up searches all libraries. */
    private JobOperator jobs;

    /** Operations with a job on this node. */
    private final Map<String, OperationKind> running = new ConcurrentHashMap<>();

    @PostConstruct
    void findJobOperator() {
        jobs = BatchRuntime.getJobOperator();
    }

    /**
     * Starts the operation's job here, unless it has one, another node works on it, or it is background work and there is
     * enough of that; then the sweep comes back to it. Call it outside of a transaction.
     */
    public void start(String operationId, OperationKind kind) {
        if (!admit(operationId, kind)) {
            return;
        }
        boolean started = false;
        try {
            if (journal.claim(operationId, node.name())) {
                Properties parameters = new Properties();
                parameters.setProperty(OPERATION_ID, operationId);
                jobs.start(kind.job(), parameters);
                started = true;
            }
        } finally {
            if (!started) {
                running.remove(operationId);
            }
        }
    }

    private synchronized boolean admit(String operationId, OperationKind kind) {
        long background = running.values().stream().filter(other -> !other.isExclusive()).count();
        return (kind.isExclusive() || background < backgroundLimit) && running.putIfAbsent(operationId, kind) == null;
    }

    /** The operation's job has ended on this node. */
    void ended(String operationId) {
        running.remove(operationId);
    }

    Set<String> running() {
        return Set.copyOf(running.keySet());
    }
}
