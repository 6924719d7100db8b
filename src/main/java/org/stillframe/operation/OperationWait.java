package org.stillframe.operation;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Waits for operations without holding a thread. What ends on this node is told at once; the database is asked too, as another
 * node may be the one that ends them.
 */
@ApplicationScoped
public class OperationWait {
    private static final Logger LOG = System.getLogger(OperationWait.class.getName());
    private static final long INTERVAL_MILLISECONDS = 500;

    @Resource
    private ManagedScheduledExecutorService scheduler;

    @Inject
    private OperationJournal journal;

    @Inject
    private Clock clock;

    private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();

    /** Somebody who waits. Compared by identity. */
    private static final class Waiter {
        private final String operationId;
        private final Instant deadline;
        private final Runnable then;
        private final Consumer<RuntimeException> otherwise;

        private Waiter(String operationId, Instant deadline, Runnable then, Consumer<RuntimeException> otherwise) {
            this.operationId = operationId;
            this.deadline = deadline;
            this.then = then;
            this.otherwise = otherwise;
        }
    }

    @PostConstruct
    void begin() {
        scheduler.scheduleWithFixedDelay(this::checkAll, INTERVAL_MILLISECONDS, INTERVAL_MILLISECONDS, TimeUnit.MILLISECONDS);
    }

    /**
     * Runs {@code then} once the operation has ended or the time is up.
     *
     * @param otherwise told why, if {@code then} failed, or the database did not answer until the time was up
     */
    public void untilEnded(String operationId, Duration limit, Runnable then, Consumer<RuntimeException> otherwise) {
        Waiter waiter = new Waiter(operationId, clock.instant().plus(limit), then, otherwise);
        waiters.add(waiter);
        // It may have ended between the caller's look at it and now.
        check(waiter);
    }

    void ended(@Observes(during = TransactionPhase.AFTER_SUCCESS) OperationEnded event) {
        for (Waiter waiter : waiters) {
            if (waiter.operationId.equals(event.operationId())) {
                // Not in this thread: it is still busy with the transaction that has ended.
                scheduler.execute(() -> finish(waiter));
            }
        }
    }

    private void checkAll() {
        try {
            waiters.forEach(this::check);
        } catch (RuntimeException e) {
            // A task that throws is not run again, and nobody who waits would be told any more.
            LOG.log(Level.WARNING, "Operations that are waited for could not be looked at; it will be tried again", e);
            // The others would fail as slowly.
            waiters.stream().filter(this::isTimeUp).filter(waiters::remove).forEach(waiter -> waiter.otherwise.accept(e));
        }
    }

    private void check(Waiter waiter) {
        boolean ended = journal.find(waiter.operationId).map(operation -> operation.getStatus().isTerminal()).orElse(true);
        if (ended || isTimeUp(waiter)) {
            finish(waiter);
        }
    }

    private boolean isTimeUp(Waiter waiter) {
        return !clock.instant().isBefore(waiter.deadline);
    }

    private void finish(Waiter waiter) {
        if (waiters.remove(waiter)) {
            try {
                waiter.then.run();
            } catch (RuntimeException e) {
                waiter.otherwise.accept(e);
            }
        }
    }
}
