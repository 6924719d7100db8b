package org.stillframe.snapshot;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Lets safety points go when their time is over. */
@Startup
@Singleton
@DependsOn("DatabaseMigration")
@TransactionManagement(TransactionManagementType.BEAN)
public class SafetyPointExpiry {
    private static final Logger LOG = System.getLogger(SafetyPointExpiry.class.getName());

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

    @Schedule(hour = "*", minute = "*", second = "*/10", persistent = false)
    void expire() {
        try {
            points.expired().forEach(lifecycle::expire);
        } catch (RuntimeException e) {
            // The container drops a timer that throws twice, and no safety point would expire any more.
            LOG.log(Level.WARNING, "Safety points could not be looked through; it will be tried again", e);
        }
    }
}
