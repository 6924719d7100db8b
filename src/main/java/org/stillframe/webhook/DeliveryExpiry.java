package org.stillframe.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.stillframe.recurring.RecurringTask;

/** Forgets deliveries a week after they have ended. */
@ApplicationScoped
public class DeliveryExpiry implements RecurringTask {
    private static final Duration PAUSE = Duration.ofMinutes(10);
    private static final Duration KEPT = Duration.ofDays(7);

    @Inject
    private Deliveries deliveries;

    @Override
    public Duration pause() {
        return PAUSE;
    }

    @Override
    public void run() {
        deliveries.forgetOlderThan(KEPT);
    }
}
