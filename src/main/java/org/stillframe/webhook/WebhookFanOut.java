package org.stillframe.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.stillframe.event.EventLog;
import org.stillframe.event.EventPage;
import org.stillframe.recurring.RecurringTask;

/** Writes down, event by event, what is to be sent to webhooks. */
@ApplicationScoped
public class WebhookFanOut implements RecurringTask {
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int PAGE = 200;

    @Inject
    private EventLog log;

    @Inject
    private Deliveries deliveries;

    @Override
    public Duration pause() {
        return PAUSE;
    }

    @Override
    public void run() {
        // Who is told from later on passes over what was before.
        if (!deliveries.isAnybodyTold()) {
            return;
        }
        EventPage page;
        do {
            long reached = Math.max(deliveries.reached(), log.forgotten());
            page = log.after(reached, PAGE);
            if (page.events().isEmpty() || !deliveries.write(reached, page)) {
                return;
            }
        } while (page.events().size() == PAGE);
    }
}
