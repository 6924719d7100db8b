package org.stillframe.event;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.stillframe.recurring.RecurringTask;

/** Publishes what this node has written as soon as there is something, and once a second what others have left; and sends it. */
@ApplicationScoped
public class EventPublishing implements RecurringTask {
    private static final Logger LOG = System.getLogger(EventPublishing.class.getName());
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_WITHOUT = Duration.ofSeconds(1);

    @Inject
    private StatusChanges changes;

    @Inject
    private EventLog log;

    @Inject
    private EventStreams streams;

    private long publishedAt = System.nanoTime() - LONGEST_WITHOUT.toNanos();
    private boolean failing;

    @Override
    public Duration pause() {
        return PAUSE;
    }

    @Override
    public void run() {
        try {
            if (changes.takeUnpublished() || System.nanoTime() - publishedAt >= LONGEST_WITHOUT.toNanos()) {
                log.publish();
                publishedAt = System.nanoTime();
            }
            streams.feed();
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                LOG.log(Level.WARNING, "Events cannot be published now; it is tried again and again", e);
            }
            failing = true;
        }
    }
}
