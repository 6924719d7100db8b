package org.stillframe.snapshot;

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
    private RestoreLifecycle lifecycle;

    @Schedule(hour = "*", minute = "*", persistent = false)
    void expire() {
        try {
            lifecycle.expire();
        } catch (RuntimeException e) {
            // The container drops a timer that throws twice, and no safety point would expire any more.
            LOG.log(Level.WARNING, "Safety points could not be looked through; it will be tried again", e);
        }
    }
}
