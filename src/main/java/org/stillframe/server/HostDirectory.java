package org.stillframe.server;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.stillframe.api.PathId;
import org.stillframe.database.DuplicateRow;
import org.stillframe.error.ServiceException;
import org.stillframe.event.StatusChanges;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.PowerState;
import org.stillframe.operation.OperationJournal;

/** The hosts, and what is found of their servers. */
@Stateless
public class HostDirectory {
    /** More than the clocks of two nodes do. */
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(5);

    private static final List<String> GONE = List.of("The server is no longer defined on its host.");

    @PersistenceContext
    private EntityManager entityManager;

    @Inject
    private OperationJournal journal;

    @Inject
    private Clock clock;

    @Inject
    private StatusChanges changes;

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

    private Optional<Host> byUri(String uri) {
        return entityManager
                .createQuery("select h from Host h where h.uri = :uri", Host.class)
                .setParameter("uri", uri)
                .getResultStream()
                .findFirst();
    }

    /** @throws ServiceException with {@code NOT_FOUND} if there is none */
    public Host get(long id) {
        return found(entityManager.find(Host.class, id));
    }

    /** As {@link #get}, with its row locked until the end of the transaction. */
    public Host lockKnown(long id) {
        return found(lock(id));
    }

    private static Host found(Host host) {
        if (host == null) {
            throw PathId.notFound("host");
        }
        return host;
    }

    /** The ids of those that servers are on. */
    public Set<Long> withServers() {
        // Asked of each host: to read all servers for it takes a tenth of a second where there are hundreds of thousands.
        return Set.copyOf(entityManager
                .createQuery("select h.id from Host h where exists (select s.id from Server s where s.host = h)", Long.class)
                .getResultList());
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
     * @param host as it was read a moment ago; what it says already saves asking, as there may be many and this is asked all the time
     * @param before only if nobody has since then; what lies ahead was noted before the clock was set back and does not count
     * @return whether nobody else had taken it on
     */
    public boolean claimReconciliation(Host host, Instant before) {
        Instant now = clock.instant();
        Instant ahead = now.plus(CLOCKS_DIFFER);
        return !host.wasReconciledBetween(before, ahead)
                && entityManager
                                .createQuery("update Host h set h.reconciledAt = :now where h.id = :host"
                                        + " and (h.reconciledAt is null or h.reconciledAt <= :before or h.reconciledAt > :ahead)")
                                .setParameter("now", now)
                                .setParameter("host", host.getId())
                                .setParameter("before", before)
                                .setParameter("ahead", ahead)
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

    /** Makes the host known, unless one with that URI is; or, if one of that name is, notes where it is now. */
    public Host register(String name, String uri) {
        Optional<Host> known = byUri(uri).or(() -> byName(name));
        if (known.isPresent()) {
            known.get().moveTo(uri);
            return known.get();
        }
        Host host = new Host(name, uri, clock.instant());
        entityManager.persist(host);
        return host;
    }

    /** @throws ServiceException with {@code INVALID}, naming the field, if another host has that name or URI */
    public Host add(String name, String uri) {
        requireFree(name, uri);
        Host host = new Host(name, uri, clock.instant());
        entityManager.persist(host);
        flush();
        return host;
    }

    /**
     * @param name null to keep the name
     * @param uri null to keep the URI
     * @throws ServiceException as {@link #add}
     */
    public void change(Host host, String name, String uri) {
        requireFree(host.getName().equals(name) ? null : name, host.getUri().equals(uri) ? null : uri);
        if (name != null) {
            host.rename(name);
        }
        if (uri != null) {
            host.moveTo(uri);
        }
        flush();
    }

    /** What was found on it goes with it. */
    public void remove(Host host) {
        entityManager.remove(host);
    }

    private void requireFree(String name, String uri) {
        if (name != null && byName(name).isPresent()) {
            throw taken("name");
        }
        if (uri != null && byUri(uri).isPresent()) {
            throw taken("uri");
        }
    }

    /** Writes at once; somebody else may have been a moment earlier. */
    private void flush() {
        try {
            entityManager.flush();
        } catch (PersistenceException e) {
            throw DuplicateRow.isCauseOf(e) ? taken("uri") : e;
        }
    }

    private static ServiceException taken(String field) {
        return new ServiceException(
                "Another host has this " + field + ".", Map.of(field, List.of("Another host has this " + field + ".")));
    }

    /**
     * What is written down of a server, before its host is asked.
     *
     * @param updatedAt tells whether it is still what is written down
     */
    public record Noted(long serverId, UUID domain, ServerStatus status, Instant updatedAt) {
        boolean differsFrom(Map<UUID, PowerState> states) {
            return states.containsKey(domain) && ServerStatus.of(states.get(domain)) != status;
        }
    }

    /** What is written down of the host's servers. */
    public List<Noted> noted(long hostId) {
        return entityManager
                .createQuery("select s.id, s.domainUuid, s.status, s.updatedAt from Server s where s.host.id = :host", Object[].class)
                .setParameter("host", hostId)
                .getResultStream()
                .map(row -> new Noted(
                        (Long) row[0], UUID.fromString((String) row[1]), (ServerStatus) row[2], (Instant) row[3]))
                .toList();
    }

    /**
     * Notes the power state that a host has told of a server. While an operation works on it, it is left to that operation; and what
     * was written down while the host was asked is newer than what it has told.
     *
     * @param before what was written down before the host was asked
     * @param resumed told if the server was suspended and runs, before that is noted and while no operation can begin on it
     */
    public void found(Noted before, PowerState power, Consumer<DomainRef> resumed) {
        Server server =
                changes.follow(entityManager.find(Server.class, before.serverId(), LockModeType.PESSIMISTIC_WRITE));
        if (server == null
                || !server.getUpdatedAt().equals(before.updatedAt())
                || journal.active(before.serverId()).isPresent()) {
            return;
        }
        if (server.getStatus() == ServerStatus.SUSPENDED && power == PowerState.RUNNING) {
            resumed.accept(server.domain());
        }
        server.found(power, clock.instant());
    }
}
