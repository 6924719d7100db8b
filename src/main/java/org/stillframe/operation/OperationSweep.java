package org.stillframe.operation;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.stillframe.recurring.RecurringTask;

/**
 * Sees to it that no operation stays unfinished: at the start it takes up those that this node left behind when it died, and
 * every second those that were postponed or whose node is dead.
 */
@ApplicationScoped
public class OperationSweep implements RecurringTask {
    private static final Logger LOG = System.getLogger(OperationSweep.class.getName());
    private static final Duration PAUSE = Duration.ofSeconds(1);

    @Inject
    private OperationLeases leases;

    @Inject
    private OperationRunner runner;

    @Inject
    private Node node;

    @PostConstruct
    void takeUpWhatWasLeftBehind() {
        int found = node.former().map(leases::release).orElse(0);
        if (found > 0) {
            LOG.log(Level.INFO, "Taking up {0} operations that were interrupted", found);
        }
    }

    @Override
    public Duration pause() {
        return PAUSE;
    }

    @Override
    public void run() {
        leases.heartbeat(runner.running(), node.name());
        leases.claimable().forEach(this::start);
    }

    private void start(Operation operation) {
        try {
            runner.start(operation);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "Operation " + operation.getId() + " could not be started; it will be tried again", e);
        }
    }
}
