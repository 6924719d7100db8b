package org.stillframe.idempotency;

import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Forgets old keys once in a while. */
@Singleton
@DependsOn("DatabaseMigration")
@TransactionManagement(TransactionManagementType.BEAN)
public class KeyExpiry {
    private static final Logger LOG = System.getLogger(KeyExpiry.class.getName());

    @Inject
    private IdempotencyKeys keys;

    @Schedule(hour = "*", minute = "*/10", persistent = false)
    void forgetOld() {
        try {
            keys.forgetOld();
        } catch (RuntimeException e) {
            // The container drops a timer that throws twice.
            LOG.log(Level.WARNING, "Old idempotency keys could not be deleted; it will be tried again", e);
        }
    }
}
