package org.stillframe.database;

import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Sets the clock of this node every few seconds. */
@Singleton
@TransactionManagement(TransactionManagementType.BEAN)
public class ClockSetting {
    private static final Logger LOG = System.getLogger(ClockSetting.class.getName());

    @Inject
    private DatabaseClock clock;

    @Schedule(hour = "*", minute = "*", second = "*/10", persistent = false)
    void set() {
        try {
            clock.set();
        } catch (RuntimeException e) {
            // The container drops a timer that throws twice. Until the database answers again, the clock goes on by itself.
            LOG.log(Level.DEBUG, "The clock could not be set; it will be tried again", e);
        }
    }
}
