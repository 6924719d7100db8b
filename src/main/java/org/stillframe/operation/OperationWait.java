package org.stillframe.operation;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
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
import java.util.function.Supplier;
import org.stillframe.error.ServiceException;
import org.stillframe.recurring.RecurringTask;

/**
 * Waits for operations without holding a thread. What ends on this node is told at once; the database is asked too, as another
 * node may be the one that ends them.
 */
@ApplicationScoped
public class OperationWait implements RecurringTask {
    private static final Logger LOG = System.getLogger(OperationWait.class.getName());
    private static final Duration PAUSE = Duration.ofMillis(500);

    /** Who waits is told quickly, so few can tell many. */
    private static final int TELLERS = 4;

    @Resource(lookup = "java:comp/DefaultManagedThreadFactory")
    private ManagedThreadFactory threads;

    private WorkerPool tellers;

    private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();

    /** Somebody who waits. Compared by identity. */
    private static final class Waiter {
        private final String operationId;
        private final Supplier<Operation> look;
        private final long begun = System.nanoTime();
        private final Duration limit;
        private final Consumer<Operation> then;
        private final Consumer<RuntimeException> otherwise;

        private Waiter(
                String operationId,
                Supplier<Operation> look,
                Duration limit,
                Consumer<Operation> then,
                Consumer<RuntimeException> otherwise) {
            this.operationId = operationId;
            this.look = look;
            this.limit = limit;
            this.then = then;
            this.otherwise = otherwise;
        }

        /** By the processor's counter: whoever waits must not be kept by a clock that is set back. */
        private boolean isTimeUp() {
            return System.nanoTime() - begun >= limit.toNanos();
        }
    }

    @PostConstruct
    void begin() {
        tellers = new WorkerPool(threads, TELLERS);
    }

    @PreDestroy
    void end() {
        tellers.close();
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
            waiters.stream().filter(Waiter::isTimeUp).forEach(waiter -> refuse(waiter, e));
        }
    }

    /**
     * Answers with the operation as it is once it has ended or the time is up; at once if either is so now.
     *
     * @param look reads the operation; what it throws now is thrown to the caller
     * @param otherwise told why, if the operation could not be read when it had ended, or not until the time was up
     */
    public void untilEnded(
            String operationId,
            Supplier<Operation> look,
            Duration limit,
            Consumer<Operation> then,
            Consumer<RuntimeException> otherwise) {
        Waiter waiter = new Waiter(operationId, look, limit, then, otherwise);
        // Before it is read: the operation may end right after.
        waiters.add(waiter);
        try {
            answer(waiter, look.get());
        } catch (RuntimeException e) {
            waiters.remove(waiter);
            throw e;
        }
    }

    void ended(@Observes(during = TransactionPhase.AFTER_SUCCESS) OperationEnded event) {
        for (Waiter waiter : waiters) {
            if (waiter.operationId.equals(event.operationId())) {
                // Not in this thread: it is still busy with the transaction that has ended.
                tellers.execute(() -> finish(waiter));
            }
        }
    }

    private void check(Waiter waiter) {
        try {
            answer(waiter, waiter.look.get());
        } catch (ServiceException e) {
            // It is there no more.
            refuse(waiter, e);
        }
    }

    private void finish(Waiter waiter) {
        try {
            answer(waiter, waiter.look.get());
        } catch (RuntimeException e) {
            refuse(waiter, e);
        }
    }

    private void answer(Waiter waiter, Operation seen) {
        if ((seen.getStatus().isTerminal() || waiter.isTimeUp()) && waiters.remove(waiter)) {
            try {
                waiter.then.accept(seen);
            } catch (RuntimeException e) {
                waiter.otherwise.accept(e);
            }
        }
    }

    private void refuse(Waiter waiter, RuntimeException why) {
        if (waiters.remove(waiter)) {
            waiter.otherwise.accept(why);
        }
    }
}
