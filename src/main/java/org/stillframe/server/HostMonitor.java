package org.stillframe.server;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.Hypervisors;
import org.stillframe.hypervisor.PowerState;
import org.stillframe.recurring.RecurringTask;

/** Asks every host every few seconds whether it answers and which of its domains run, so that no request has to. */
@ApplicationScoped
public class HostMonitor implements RecurringTask {
    private static final Logger LOG = System.getLogger(HostMonitor.class.getName());
    private static final Duration PAUSE = Duration.ofSeconds(3);

    @Inject
    private Hypervisors hypervisors;

    @Inject
    private HostDirectory hosts;

    private final Map<Long, HostStatus> statuses = new ConcurrentHashMap<>();

    @Override
    public Duration pause() {
        return PAUSE;
    }

    @Override
    public void run() {
        List<Host> all = hosts.all();
        all.forEach(this::ask);
        statuses.keySet().retainAll(all.stream().map(Host::getId).toList());
    }

    /** Asks one host now. */
    public HostStatus ask(Host host) {
        HostStatus before = of(host.getId());
        HostStatus now = read(host);
        statuses.put(host.getId(), now);
        if (before.isConnected() != now.isConnected()) {
            LOG.log(
                    Level.INFO,
                    now.isConnected() ? "Host {0} answers" : "Host {0} does not answer: {1}",
                    host.getName(),
                    now.lastError());
        }
        return now;
    }

    private HostStatus read(Host host) {
        try {
            Hypervisor hypervisor = hypervisors.of(host.getUri());
            HostStatus status = new HostStatus(hypervisor.describe(host.getUri()), null);
            List<HostDirectory.Noted> before = hosts.noted(host.getId());
            Map<UUID, PowerState> states = hypervisor.powerStates(host.getUri());
            before.stream()
                    .filter(server -> server.differsFrom(states))
                    .forEach(server -> hosts.found(server, states.get(server.domain()), domain -> thaw(hypervisor, domain)));
            return status;
        } catch (HypervisorException e) {
            return new HostStatus(null, e.getMessage());
        }
    }

    /** A guest that was paused in the middle of a create, as the storage was full, may still be frozen from then. */
    private static void thaw(Hypervisor hypervisor, DomainRef domain) {
        try {
            hypervisor.thaw(domain);
        } catch (HypervisorException e) {
            LOG.log(Level.WARNING, "Server {0} was resumed, but cannot be thawed: {1}", domain.uuid(), e.getMessage());
        }
    }

    /** What was last seen of a host. */
    public HostStatus of(long hostId) {
        return statuses.getOrDefault(hostId, HostStatus.UNKNOWN);
    }

    /** @throws ServiceException with {@code HYPERVISOR_UNAVAILABLE} if the server's host did not answer lately */
    public void requireConnected(Server server) {
        HostStatus status = statuses.get(server.getHost().getId());
        if (status != null && !status.isConnected()) {
            throw new ServiceException(
                    ErrorCode.HYPERVISOR_UNAVAILABLE, "The host of this server does not answer. Try again in a while.");
        }
    }
}
