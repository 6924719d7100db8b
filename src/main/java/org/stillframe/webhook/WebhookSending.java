package org.stillframe.webhook;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.stillframe.recurring.RecurringTask;

/** Sends what is due, several at once, but to no receiver more than two, so that a slow one keeps the others waiting for nothing. */
@ApplicationScoped
@ManagedExecutorDefinition(name = WebhookSending.EXECUTOR, maxAsync = WebhookSending.WORKERS)
public class WebhookSending implements RecurringTask {
    static final String EXECUTOR = "java:app/concurrent/webhooks";
    static final int WORKERS = 8;

    private static final Logger LOG = System.getLogger(WebhookSending.class.getName());
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int MOST_OF_A_RECEIVER = 2;

    @Inject
    private Deliveries deliveries;

    @Inject
    private WebhookSender sender;

    @Resource(lookup = EXECUTOR)
    private ManagedExecutorService executor;

    private final AtomicInteger working = new AtomicInteger();
    /** The webhooks that are being called, as often as they are. */
    private final List<Long> called = new ArrayList<>();

    @Override
    public Duration pause() {
        return PAUSE;
    }

    @Override
    public void run() {
        if (deliveries.isAnyDue()) {
            while (working.get() < WORKERS) {
                working.incrementAndGet();
                executor.execute(this::work);
            }
        }
    }

    private void work() {
        try {
            for (Optional<Attempt> next = claim(); next.isPresent(); next = claim()) {
                Attempt attempt = next.get();
                try {
                    deliveries.tried(attempt, send(attempt));
                } finally {
                    release(attempt);
                }
            }
        } catch (RuntimeException e) {
            // What was claimed is due again when its lease has run out.
            LOG.log(Level.WARNING, "What was sent to a webhook could not be noted; it will be sent again", e);
        } finally {
            working.decrementAndGet();
        }
    }

    private Outcome send(Attempt attempt) {
        try {
            return sender.send(attempt);
        } catch (RuntimeException | Error e) {
            // Also what a library throws that is not whole: nobody else would ever tell of it.
            LOG.log(Level.WARNING, "Delivery " + attempt.deliveryId() + " could not be sent", e);
            return Outcome.unanswered("The service could not send it.");
        }
    }

    /** One after the other, so that each sees what the others call. */
    private Optional<Attempt> claim() {
        synchronized (called) {
            Optional<Attempt> attempt = deliveries.claim(busy());
            attempt.ifPresent(claimed -> called.add(claimed.webhookId()));
            return attempt;
        }
    }

    private Set<Long> busy() {
        Set<Long> busy = new HashSet<>(called);
        busy.removeIf(webhook -> Collections.frequency(called, webhook) < MOST_OF_A_RECEIVER);
        return busy;
    }

    private void release(Attempt attempt) {
        synchronized (called) {
            called.remove(Long.valueOf(attempt.webhookId()));
        }
    }
}
