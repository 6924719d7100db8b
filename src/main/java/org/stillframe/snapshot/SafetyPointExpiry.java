package org.stillframe.snapshot;

import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/** Lets safety points go when their time is over. */
@Startup
@Singleton
@DependsOn("DatabaseMigration")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class SafetyPointExpiry {
    @Inject
    private RestoreLifecycle lifecycle;

    @Schedule(hour = "*", minute = "*", persistent = false)
    void expire() {
        lifecycle.expire();
    }
}
