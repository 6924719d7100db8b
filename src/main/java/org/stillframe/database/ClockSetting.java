package org.stillframe.database;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.stillframe.recurring.RecurringTask;

/** Sets the clock of this node every few seconds. While the database does not answer, the clock goes on by itself. */
@ApplicationScoped
public class ClockSetting implements RecurringTask {
    private static final Duration PAUSE = Duration.ofSeconds(10);

    @Inject
    private DatabaseClock clock;

    @Override
    public Duration pause() {
        return PAUSE;
    }

    @Override
    public void run() {
        clock.set();
    }
}
