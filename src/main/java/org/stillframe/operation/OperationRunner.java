package org.stillframe.operation;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.batch.operations.JobOperator;
import jakarta.batch.runtime.BatchRuntime;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Has operations run on this node: what copies data as a batch job, the rest on threads of its own. Neither is the
 * journal: after a crash each unfinished operation is begun again, and its repeatable steps find out what had been done
 * (docs/adr/0002).
 */
@ApplicationScoped
public class OperationRunner {
    /** Short operations at once: most of their time is spent waiting for hosts. */
    private static final int MOST_AT_ONCE = 16;

    /** Half of the threads that operations have (server-config): merges leave the others to what users wait for. */
    private static final int MOST_MERGING = 4;

    /** Names of the job parameters that tell the operation. */
    static final String OPERATION_ID = "operationId";

    static final String OPERATION_KIND = "operationKind";

    @Resource(lookup = "java:comp/DefaultManagedThreadFactory")
    private ManagedThreadFactory threads;

    @Inject
    private OperationLeases leases;

    @Inject
    private OperationSequences sequences;

    @Inject
    private SequenceRun sequenceRun;

    @Inject
    private Node node;

    private WorkerPool workers;

    /** Looked up once: the look-up searches all libraries. */
    private JobOperator jobs;

    /** Operations that run on this node. */
    private final Map<String, OperationKind> running = new ConcurrentHashMap<>();

    @PostConstruct
    void begin() {
        workers = new WorkerPool(threads, MOST_AT_ONCE);
        jobs = BatchRuntime.getJobOperator();
    }

    /**
     * Runs the operation here, unless it does already, another node works on it, or it merges and there is enough of that; then
     * the sweep comes back to it. Call it outside of a transaction.
     */
    public void start(Operation operation) {
        String id = operation.getId();
        if (!admit(id, operation.getKind())) {
            return;
        }
        boolean started = false;
        try {
            if (operation.isClaimedAtOnce() || leases.claim(id, node.name())) {
                run(operation);
                started = true;
            }
        } finally {
            if (!started) {
                running.remove(id);
            }
        }
    }

    private synchronized boolean admit(String operationId, OperationKind kind) {
        long merging = running.values().stream().filter(OperationKind::isMerging).count();
        return (!kind.isMerging() || merging < MOST_MERGING) && running.putIfAbsent(operationId, kind) == null;
    }

    private void run(Operation operation) {
        String id = operation.getId();
        OperationKind kind = operation.getKind();
        if (kind.job().isPresent()) {
            Properties parameters = new Properties();
            parameters.setProperty(OPERATION_ID, id);
            parameters.setProperty(OPERATION_KIND, kind.name());
            jobs.start(kind.job().get(), parameters);
        } else {
            workers.execute(() -> {
                try {
                    sequenceRun.run(operation, sequences.of(kind));
                } finally {
                    ended(id);
                }
            });
        }
    }

    @PreDestroy
    void end() {
        workers.close();
    }

    /** The operation's work has ended on this node. */
    void ended(String operationId) {
        running.remove(operationId);
    }

    /** Whether this node does something that a user is likely to be waiting for. */
    public boolean isServing() {
        return running.values().stream().anyMatch(kind -> !kind.isMerging());
    }

    Set<String> running() {
        return Set.copyOf(running.keySet());
    }
}
