package org.stillframe.operation;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Waits for operations without holding a thread. It asks the database, as another node may be the one that ends them. */
@ApplicationScoped
public class OperationWait {
    private static final long INTERVAL_MILLISECONDS = 200;

    @Resource
    private ManagedScheduledExecutorService scheduler;

    @Inject
    private OperationJournal journal;

    @Inject
    private Clock clock;

    /** Runs {@code then} once the operation has ended or the time is up. */
    public void untilEnded(String operationId, Duration limit, Runnable then) {
        again(operationId, clock.instant().plus(limit), then);
    }

    private void again(String operationId, Instant deadline, Runnable then) {
        scheduler.schedule(() -> check(operationId, deadline, then), INTERVAL_MILLISECONDS, TimeUnit.MILLISECONDS);
    }

    private void check(String operationId, Instant deadline, Runnable then) {
        boolean ended = journal.find(operationId).map(operation -> operation.getStatus().isTerminal()).orElse(true);
        if (ended || !clock.instant().isBefore(deadline)) {
            then.run();
        } else {
            again(operationId, deadline, then);
        }
    }
}
