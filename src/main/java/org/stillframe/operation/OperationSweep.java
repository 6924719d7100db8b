package org.stillframe.operation;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Sees to it that no operation stays unfinished: at the start it takes up those that this node left behind when it died, and
 * every second those that were postponed or whose node is dead.
 */
@Startup
@Singleton
@DependsOn("DatabaseMigration")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class OperationSweep {
    private static final Logger LOG = System.getLogger(OperationSweep.class.getName());

    @Inject
    private OperationJournal journal;

    @Inject
    private OperationRunner runner;

    @Inject
    private Node node;

    private final AtomicReference<List<Operation>> leftBehind = new AtomicReference<>(List.of());

    @PostConstruct
    void findLeftBehind() {
        List<Operation> found = journal.leftBehindBy(node.name());
        if (!found.isEmpty()) {
            LOG.log(Level.INFO, "Taking up {0} operations that were interrupted", found.size());
        }
        leftBehind.set(found);
    }

    @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
    void sweep() {
        try {
            journal.heartbeat(runner.running(), node.name());
            leftBehind.getAndSet(List.of()).forEach(this::start);
            journal.claimable().forEach(this::start);
        } catch (RuntimeException e) {
            // The container drops a timer that throws twice, and nothing would be swept any more.
            LOG.log(Level.WARNING, "Unfinished operations could not be looked for; it will be tried again", e);
        }
    }

    private void start(Operation operation) {
        try {
            runner.start(operation);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "Operation " + operation.getId() + " could not be started; it will be tried again", e);
        }
    }
}
