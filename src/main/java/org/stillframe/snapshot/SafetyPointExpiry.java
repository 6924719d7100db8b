package org.stillframe.snapshot;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.stillframe.recurring.RecurringTask;

/** Lets safety points go when their time is over. */
@ApplicationScoped
public class SafetyPointExpiry implements RecurringTask {
    private static final Logger LOG = System.getLogger(SafetyPointExpiry.class.getName());
    private static final Duration PAUSE = Duration.ofSeconds(10);

    @Inject
    private SafetyPointSettings settings;

    @Inject
    private SafetyPoints points;

    @Inject
    private RestoreLifecycle lifecycle;

    /** A setting that cannot be read stops the start, rather than the first restore. */
    @PostConstruct
    void checkSettings() {
        LOG.log(Level.INFO, "A restore can be undone for {0}, the last {1} of each server",
                settings.retention(), settings.limit());
    }

    @Override
    public Duration pause() {
        return PAUSE;
    }

    @Override
    public void run() {
        points.expired().forEach(lifecycle::expire);
    }
}
