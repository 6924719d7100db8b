package org.stillframe.server;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.stillframe.api.PathId;
import org.stillframe.error.ServiceException;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.PowerState;
import org.stillframe.operation.OperationJournal;

/** The hosts, and what is found of their servers. */
@Stateless
public class HostDirectory {
    private static final List<String> GONE = List.of("The server is no longer defined on its host.");

    @PersistenceContext
    private EntityManager entityManager;

    @Inject
    private OperationJournal journal;

    @Inject
    private Clock clock;

    /** All hosts, oldest first. */
    public List<Host> all() {
        return entityManager.createQuery("select h from Host h order by h.id", Host.class).getResultList();
    }

    public Optional<Host> byName(String name) {
        return entityManager
                .createQuery("select h from Host h where h.name = :name", Host.class)
                .setParameter("name", name)
                .getResultStream()
                .findFirst();
    }

    /** @throws ServiceException with {@code NOT_FOUND} if there is none */
    public Host get(long id) {
        Host host = entityManager.find(Host.class, id);
        if (host == null) {
            throw PathId.notFound("host");
        }
        return host;
    }

    /** The ids of the host's servers, by their domains. */
    public Map<UUID, Long> adopted(long hostId) {
        return servers(hostId).stream().collect(Collectors.toMap(server -> server.domain().uuid(), Server::getId));
    }

    /**
     * Notes what stands in the way of snapshots. A server on which an operation works is left to that operation.
     *
     * @param domains all that the host has
     */
    public void surveyed(long hostId, List<DomainInfo> domains) {
        Map<UUID, List<String>> blockers =
                domains.stream().collect(Collectors.toMap(domain -> domain.ref().uuid(), DomainInfo::blockerReasons));
        for (Server server : servers(hostId)) {
            List<String> found = blockers.getOrDefault(server.domain().uuid(), GONE);
            if (!found.equals(server.getSnapshotBlockers())) {
                entityManager.refresh(server, LockModeType.PESSIMISTIC_WRITE);
                if (journal.active(server.getId()).isEmpty()) {
                    server.foundBlockers(found, clock.instant());
                }
            }
        }
    }

    /**
     * Takes it on to compare the host with what is known of it.
     *
     * @param before only if nobody has since then
     * @return whether nobody else had taken it on
     */
    public boolean claimReconciliation(long hostId, Instant before) {
        return entityManager
                        .createQuery("update Host h set h.reconciledAt = :now"
                                + " where h.id = :host and (h.reconciledAt is null or h.reconciledAt <= :before)")
                        .setParameter("now", clock.instant())
                        .setParameter("host", hostId)
                        .setParameter("before", before)
                        .executeUpdate()
                == 1;
    }

    /** The host, with its row locked until the end of the transaction. */
    public Host lock(long hostId) {
        return entityManager.find(Host.class, hostId, LockModeType.PESSIMISTIC_WRITE);
    }

    private List<Server> servers(long hostId) {
        return entityManager
                .createQuery("select s from Server s join fetch s.host where s.host.id = :host", Server.class)
                .setParameter("host", hostId)
                .getResultList();
    }

    /** Makes the host known, or, if one of that name is, notes where it is now. */
    public Host register(String name, String uri) {
        Optional<Host> known = byName(name);
        if (known.isPresent()) {
            known.get().moveTo(uri);
            return known.get();
        }
        Host host = new Host(name, uri, clock.instant());
        entityManager.persist(host);
        return host;
    }

    /** The ids of the host's servers that were noted as suspended, and run. */
    public List<Long> resumed(long hostId, Map<UUID, PowerState> states) {
        return servers(hostId).stream()
                .filter(server -> server.getStatus() == ServerStatus.SUSPENDED)
                .filter(server -> states.get(server.domain().uuid()) == PowerState.RUNNING)
                .map(Server::getId)
                .toList();
    }

    /**
     * Notes that a suspended server runs. Does nothing while an operation works on it: that looks after it.
     *
     * @param first done before, while no operation can begin on the server
     */
    public void resume(long serverId, Consumer<DomainRef> first) {
        Server server = entityManager.find(Server.class, serverId, LockModeType.PESSIMISTIC_WRITE);
        if (server != null && server.getStatus() == ServerStatus.SUSPENDED && journal.active(serverId).isEmpty()) {
            first.accept(server.domain());
            server.found(PowerState.RUNNING, clock.instant());
        }
    }

    /** Notes the power states that a host has told. A server on which an operation works is left to that operation. */
    public void found(long hostId, Map<UUID, PowerState> states) {
        entityManager
                .createQuery("select s.id, s.domainUuid, s.status from Server s where s.host.id = :host", Object[].class)
                .setParameter("host", hostId)
                .getResultStream()
                .filter(row -> states.containsKey(UUID.fromString((String) row[1])))
                .filter(row -> ServerStatus.of(states.get(UUID.fromString((String) row[1]))) != row[2])
                .toList()
                .forEach(row -> found((Long) row[0], states.get(UUID.fromString((String) row[1]))));
    }

    private void found(long serverId, PowerState power) {
        Server server = entityManager.find(Server.class, serverId, LockModeType.PESSIMISTIC_WRITE);
        if (server != null && journal.active(serverId).isEmpty()) {
            server.found(power, clock.instant());
        }
    }
}
