package org.stillframe.drift;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.stillframe.hypervisor.DomainLayout;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.Hypervisors;
import org.stillframe.server.Host;
import org.stillframe.server.ServerService;

/** Compares a host with what is known of it, and has the differences written down. */
@ApplicationScoped
public class Reconciliation {
    private static final Logger LOG = System.getLogger(Reconciliation.class.getName());

    @Inject
    private DriftRows rows;

    @Inject
    private Hypervisors hypervisors;

    @Inject
    private DriftJournal journal;

    @Inject
    private ServerService domains;

    /**
     * Looks at the host once.
     *
     * @throws HypervisorException with kind {@code UNAVAILABLE} if it does not answer; that is written down, and nothing else
     */
    void run(Host host) {
        try {
            Hypervisor hypervisor = hypervisors.of(host.getUri());
            // A host that does not answer costs no more than finding that out, however much there is on it.
            hypervisor.describe(host.getUri());
            compare(host, hypervisor);
        } catch (HypervisorException e) {
            if (e.kind() == Kind.UNAVAILABLE) {
                unreachable(host, journal.open(host.getId()), e.getMessage());
            }
            throw e;
        }
    }

    private void compare(Host host, Hypervisor hypervisor) {
        // What is known is read first: whoever changes it meanwhile changes the rows, and then nothing is written.
        List<KnownServer> servers = rows.ofHost(host.getId());
        Set<UUID> adopted = rows.adopted();
        List<Drift> open = journal.open(host.getId());
        HostSight sight = HostLook.at(hypervisor, host.getUri(), servers);
        Map<Long, List<Finding>> found = new HashMap<>();
        for (Finding finding : new DriftFinder(servers, adopted, sight).find()) {
            found.computeIfAbsent(finding.serverId(), server -> new ArrayList<>()).add(finding);
        }
        Map<Long, List<Drift>> known = new HashMap<>();
        open.forEach(drift -> known.computeIfAbsent(drift.getServerId(), server -> new ArrayList<>()).add(drift));
        Set<Long> released = new HashSet<>(known.keySet());
        released.remove(null);
        servers.forEach(server -> released.remove(server.id()));
        released.forEach(journal::released);
        Set<Long> unchanged = new HashSet<>();
        for (KnownServer server : servers) {
            List<Finding> now = found.getOrDefault(server.id(), List.of());
            List<Drift> before = known.getOrDefault(server.id(), List.of());
            if (!server.busy() && isSame(before, now) && isTold(server, now)) {
                before.forEach(drift -> unchanged.add(drift.getId()));
            } else if (!server.busy()) {
                settle(server, now);
            }
        }
        ofHost(host, known.getOrDefault(null, List.of()), found.getOrDefault(null, List.of()), unchanged);
        journal.seenAgain(unchanged);
        noteNames(servers, sight);
    }

    /** A server that cannot be written about must not keep all others from it. */
    private void settle(KnownServer server, List<Finding> findings) {
        try {
            journal.settle(server, findings, null);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "What was found of server " + server.id() + " could not be written down", e);
        }
    }

    private static boolean isTold(KnownServer server, List<Finding> findings) {
        return server.told().equals(findings.stream().map(finding -> finding.kind().code()).collect(Collectors.toSet()));
    }

    private void ofHost(Host host, List<Drift> known, List<Finding> findings, Set<Long> unchanged) {
        if (isSame(known, findings)) {
            known.forEach(drift -> unchanged.add(drift.getId()));
        } else {
            journal.settle(host.getId(), findings);
        }
    }

    /** Whatever else is open stays as it is. */
    private void unreachable(Host host, List<Drift> open, String why) {
        List<Drift> known = open.stream().filter(drift -> drift.getServerId() == null).toList();
        List<Finding> findings = new ArrayList<>(known.stream().map(Drift::finding).toList());
        findings.removeIf(finding -> finding.kind() == DriftKind.HOST_UNREACHABLE);
        findings.add(new Finding(
                null,
                null,
                DriftKind.HOST_UNREACHABLE,
                host.getName(),
                "The host " + host.getName() + " does not answer: " + why + " Nothing is concluded about its servers."));
        ofHost(host, known, findings, new HashSet<>());
    }

    private static boolean isSame(List<Drift> known, List<Finding> found) {
        Map<String, String> before = new HashMap<>();
        known.forEach(drift -> before.put(drift.finding().key(), drift.getDetail()));
        Map<String, String> now = new HashMap<>();
        found.forEach(finding -> now.put(finding.key(), finding.detail()));
        return before.equals(now);
    }

    /** Servers that were adopted before names were noted. */
    private void noteNames(List<KnownServer> servers, HostSight sight) {
        for (KnownServer server : servers) {
            if (server.domainName() == null) {
                sight.domain(server.domain())
                        .map(DomainLayout::name)
                        .ifPresent(name -> domains.bind(server.id(), server.domain(), name));
            }
        }
    }
}
