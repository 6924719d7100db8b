package org.stillframe.drift;

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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.server.Host;
import org.stillframe.server.HostDirectory;

/** Compares each host with what is known of it: soon after the start, and then now and then. One node does it for all. */
@Startup
@Singleton
@DependsOn("DatabaseMigration")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class DriftPatrol {
    private static final Logger LOG = System.getLogger(DriftPatrol.class.getName());
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    @Inject
    private HostDirectory hosts;

    @Inject
    private Reconciliation reconciliation;

    @Inject
    private Clock clock;

    /** How long after one comparison the next begins, an ISO-8601 duration; at least a second. */
    @Inject
    @ConfigProperty(name = "stillframe.drift.interval", defaultValue = "PT1M")
    private Duration interval;

    private final AtomicBoolean working = new AtomicBoolean();
    private final Set<Long> begun = ConcurrentHashMap.newKeySet();

    @Schedule(hour = "*", minute = "*", second = "*/2", persistent = false)
    void patrol() {
        if (!working.compareAndSet(false, true)) {
            return;
        }
        try {
            hosts.all().forEach(this::compare);
        } catch (RuntimeException e) {
            // The container drops a timer that throws twice, and nothing would be compared any more.
            LOG.log(Level.WARNING, "The hosts could not be compared with what is known; it will be tried again", e);
        } finally {
            working.set(false);
        }
    }

    private void compare(Host host) {
        Instant now = clock.instant();
        Duration pause = interval.compareTo(SHORTEST) < 0 ? SHORTEST : interval;
        if (!hosts.claimReconciliation(host.getId(), begun.add(host.getId()) ? now : now.minus(pause))) {
            return;
        }
        try {
            reconciliation.run(host);
        } catch (HypervisorException e) {
            LOG.log(Level.INFO, "Host {0} could not be compared with what is known: {1}", host.getName(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "Host " + host.getName() + " could not be compared with what is known", e);
        }
    }
}
