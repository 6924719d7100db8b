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
import org.stillframe.hypervisor.DomainLayout;
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
        // What is known is read first: whoever changes it meanwhile changes the rows, and then nothing is written.
        List<KnownServer> servers = rows.ofHost(host.getId());
        Set<UUID> adopted = rows.adopted();
        List<Drift> open = journal.open(host.getId());
        HostSight sight;
        try {
            sight = HostLook.at(hypervisors.of(host.getUri()), host.getUri(), servers);
        } catch (HypervisorException e) {
            if (e.kind() == Kind.UNAVAILABLE) {
                unreachable(host, open, e.getMessage());
            }
            throw e;
        }
        List<Finding> findings = new DriftFinder(servers, adopted, sight).find();
        Set<Long> unchanged = new HashSet<>();
        for (KnownServer server : servers) {
            if (!server.busy()) {
                List<Finding> own = findings.stream().filter(found -> Long.valueOf(server.id()).equals(found.serverId())).toList();
                List<Drift> known = open.stream().filter(drift -> Long.valueOf(server.id()).equals(drift.getServerId())).toList();
                if (isSame(known, own)) {
                    known.forEach(drift -> unchanged.add(drift.getId()));
                } else {
                    settle(server, own);
                }
            }
        }
        ofHost(host, open, findings.stream().filter(found -> found.serverId() == null).toList(), unchanged);
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

    private void ofHost(Host host, List<Drift> open, List<Finding> findings, Set<Long> unchanged) {
        List<Drift> known = open.stream().filter(drift -> drift.getServerId() == null).toList();
        if (isSame(known, findings)) {
            known.forEach(drift -> unchanged.add(drift.getId()));
        } else {
            journal.settle(host.getId(), findings);
        }
    }

    /** Whatever else is open stays as it is. */
    private void unreachable(Host host, List<Drift> open, String why) {
        List<Finding> findings = new ArrayList<>();
        open.stream().filter(drift -> drift.getServerId() == null).map(Drift::finding).forEach(findings::add);
        findings.removeIf(finding -> finding.kind() == DriftKind.HOST_UNREACHABLE);
        findings.add(new Finding(
                null,
                null,
                DriftKind.HOST_UNREACHABLE,
                host.getName(),
                "The host " + host.getName() + " does not answer: " + why + " Nothing is concluded about its servers."));
        ofHost(host, open, findings, new HashSet<>());
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
