package org.stillframe.layer;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.stillframe.recurring.RecurringTask;

/** Tries once a minute again to reclaim what could not be reclaimed. */
@ApplicationScoped
public class ReclaimPatrol implements RecurringTask {
    private static final Duration PAUSE = Duration.ofMinutes(1);

    @Inject
    private NeglectedLayers neglected;

    @Override
    public Duration pause() {
        return PAUSE;
    }

    @Override
    public void run() {
        neglected.servers().forEach(neglected::reclaim);
    }
}
