package org.stillframe.event;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.stillframe.recurring.RecurringTask;

/** Keeps event streams alive, also while the database does not answer. */
@ApplicationScoped
public class StreamUpkeep implements RecurringTask {
    private static final Duration PAUSE = Duration.ofSeconds(15);

    @Inject
    private EventStreams streams;

    @Override
    public Duration pause() {
        return PAUSE;
    }

    @Override
    public void run() {
        streams.endStuck();
        streams.beat();
    }
}
