package org.stillframe.operation;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.stillframe.recurring.RecurringTask;

/**
 * Sees to it that no operation stays unfinished: at the start it takes up those that this node left behind when it died, and
 * every second those that were postponed or whose node is dead.
 */
@ApplicationScoped
public class OperationSweep implements RecurringTask {
    private static final Logger LOG = System.getLogger(OperationSweep.class.getName());
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** A node that has not swept for so long was cut off from the database, or stood still. */
    private static final Duration CUT_OFF = Duration.ofSeconds(10);

    private static final Duration FOR_EVER = Duration.ofDays(1);

    @Inject
    private OperationJournal journal;

    @Inject
    private OperationRunner runner;

    @Inject
    private Node node;

    @Inject
    private Clock clock;

    private volatile Instant lastSweep;
    private volatile Instant patientUntil = Instant.MIN;

    @PostConstruct
    void takeUpWhatWasLeftBehind() {
        int found = node.former().map(journal::release).orElse(0);
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
        journal.heartbeat(runner.running(), node.name());
        journal.claimable(silence()).forEach(this::start);
    }

    /**
     * How long another node must not have been heard of to be taken for dead. After the database was away nobody was heard of;
     * so every node is given the time of a lease to be heard again.
     */
    private Duration silence() {
        Instant now = clock.instant();
        if (lastSweep != null && lastSweep.isBefore(now.minus(CUT_OFF))) {
            patientUntil = now.plus(OperationJournal.LEASE);
        }
        lastSweep = now;
        return now.isBefore(patientUntil) ? FOR_EVER : OperationJournal.LEASE;
    }

    private void start(Operation operation) {
        try {
            runner.start(operation);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "Operation " + operation.getId() + " could not be started; it will be tried again", e);
        }
    }
}
