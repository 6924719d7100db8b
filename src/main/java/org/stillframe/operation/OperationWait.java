package org.stillframe.operation;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.stillframe.recurring.RecurringTask;

/**
 * Waits for operations without holding a thread. What ends on this node is told at once; the database is asked too, as another
 * node may be the one that ends them.
 */
@ApplicationScoped
public class OperationWait implements RecurringTask {
    private static final Logger LOG = System.getLogger(OperationWait.class.getName());
    private static final Duration PAUSE = Duration.ofMillis(500);

    @Resource
    private ManagedScheduledExecutorService executor;

    @Inject
    private OperationJournal journal;

    private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();

    /** Somebody who waits. Compared by identity. */
    private static final class Waiter {
        private final String operationId;
        private final long begun = System.nanoTime();
        private final Duration limit;
        private final Runnable then;
        private final Consumer<RuntimeException> otherwise;

        private Waiter(String operationId, Duration limit, Runnable then, Consumer<RuntimeException> otherwise) {
            this.operationId = operationId;
            this.limit = limit;
            this.then = then;
            this.otherwise = otherwise;
        }

        /** By the processor's counter: whoever waits must not be kept by a clock that is set back. */
        private boolean isTimeUp() {
            return System.nanoTime() - begun >= limit.toNanos();
        }
    }

    @Override
    public Duration pause() {
        return PAUSE;
    }

    @Override
    public void run() {
        try {
            waiters.forEach(this::check);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "Operations that are waited for could not be looked at; it will be tried again", e);
            // The others would fail as slowly.
            waiters.stream().filter(Waiter::isTimeUp).filter(waiters::remove).forEach(waiter -> waiter.otherwise.accept(e));
        }
    }

    /**
     * Runs {@code then} once the operation has ended or the time is up.
     *
     * @param otherwise told why, if {@code then} failed, or the database did not answer until the time was up
     */
    public void untilEnded(String operationId, Duration limit, Runnable then, Consumer<RuntimeException> otherwise) {
        Waiter waiter = new Waiter(operationId, limit, then, otherwise);
        waiters.add(waiter);
        // It may have ended between the caller's look at it and now.
        check(waiter);
    }

    void ended(@Observes(during = TransactionPhase.AFTER_SUCCESS) OperationEnded event) {
        for (Waiter waiter : waiters) {
            if (waiter.operationId.equals(event.operationId())) {
                // Not in this thread: it is still busy with the transaction that has ended.
                executor.execute(() -> finish(waiter));
            }
        }
    }

    private void check(Waiter waiter) {
        boolean ended = journal.find(waiter.operationId).map(operation -> operation.getStatus().isTerminal()).orElse(true);
        if (ended || waiter.isTimeUp()) {
            finish(waiter);
        }
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
