package org.stillframe.layer;

import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Tries once a minute again to reclaim what could not be reclaimed. */
@Startup
@Singleton
@DependsOn("DatabaseMigration")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class ReclaimPatrol {
    private static final Logger LOG = System.getLogger(ReclaimPatrol.class.getName());

    @Inject
    private NeglectedLayers neglected;

    @Schedule(hour = "*", minute = "*", second = "15", persistent = false)
    void patrol() {
        try {
            neglected.servers().forEach(neglected::reclaim);
        } catch (RuntimeException e) {
            // The container drops a timer that throws twice, and nothing would be tried again any more.
            LOG.log(Level.WARNING, "Layers to reclaim could not be looked for; it will be tried again", e);
        }
    }
}
