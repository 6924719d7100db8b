package org.stillframe.idempotency;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.stillframe.recurring.RecurringTask;

/** Forgets old keys once in a while. */
@ApplicationScoped
public class KeyExpiry implements RecurringTask {
    private static final Duration PAUSE = Duration.ofMinutes(10);

    @Inject
    private IdempotencyKeys keys;

    @Override
    public Duration pause() {
        return PAUSE;
    }

    @Override
    public void run() {
        keys.forgetOld();
    }
}
