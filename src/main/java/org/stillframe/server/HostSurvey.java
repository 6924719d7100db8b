package org.stillframe.server;

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
import java.util.Objects;
import org.stillframe.hypervisor.HostInfo;
import org.stillframe.hypervisor.Hypervisors;

/** Looks at every domain of every connected host once a minute, so that it is known which servers can be snapshotted. */
@Startup
@Singleton
@DependsOn("DatabaseMigration")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class HostSurvey {
    private static final Logger LOG = System.getLogger(HostSurvey.class.getName());

    @Inject
    private HostDirectory hosts;

    @Inject
    private HostMonitor monitor;

    @Inject
    private HostDomains domains;

    @Inject
    private Hypervisors hypervisors;

    @Schedule(hour = "*", minute = "*", second = "30", persistent = false)
    void survey() {
        try {
            hosts.all().stream().filter(host -> monitor.of(host.getId()).isConnected()).forEach(this::survey);
        } catch (RuntimeException e) {
            // The container drops a timer that throws twice, and no host would be looked at any more.
            LOG.log(Level.WARNING, "The hosts could not be surveyed; it will be tried again", e);
        }
    }

    private void survey(Host host) {
        try {
            hosts.surveyed(host.getId(), domains.of(host));
            lookForRoom(host);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "Host " + host.getName() + " could not be surveyed; it will be tried again", e);
        }
    }

    /** A host tells of its pools what it knew when it last looked; it is made to look, so that this is never old. */
    private void lookForRoom(Host host) {
        monitor.of(host.getId()).info().pools().stream()
                .map(HostInfo.Pool::path)
                .filter(Objects::nonNull)
                .forEach(directory -> hypervisors.of(host.getUri()).room(host.getUri(), directory + "/any"));
    }
}
