package org.stillframe.drift;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.recurring.RecurringTask;
import org.stillframe.server.Host;
import org.stillframe.server.HostDirectory;

/** Compares each host with what is known of it: soon after the start, and then now and then. One node does it for all. */
@ApplicationScoped
public class DriftPatrol implements RecurringTask {
    private static final Logger LOG = System.getLogger(DriftPatrol.class.getName());
    private static final Duration PAUSE = Duration.ofSeconds(2);
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

    private final Set<Long> begun = ConcurrentHashMap.newKeySet();

    @Override
    public Duration pause() {
        return PAUSE;
    }

    @Override
    public void run() {
        hosts.all().forEach(this::compare);
    }

    private void compare(Host host) {
        Instant now = clock.instant();
        Duration pause = interval.compareTo(SHORTEST) < 0 ? SHORTEST : interval;
        if (!hosts.claimReconciliation(host, begun.add(host.getId()) ? now : now.minus(pause))) {
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
