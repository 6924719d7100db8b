package org.stillframe.snapshot;

import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;

/** Lets safety points go when their time is over. */
@Startup
@Singleton
@DependsOn("DatabaseMigration")
@TransactionManagement(TransactionManagementType.BEAN)
public class SafetyPointExpiry {
    @Inject
    private RestoreLifecycle lifecycle;

    @Schedule(hour = "*", minute = "*", persistent = false)
    void expire() {
        lifecycle.expire();
    }
}
