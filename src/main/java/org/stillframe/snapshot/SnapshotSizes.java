package org.stillframe.snapshot;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.layer.DiskTree;
import org.stillframe.layer.DiskTrees;
import org.stillframe.layer.LayerSize;
import org.stillframe.server.Server;
import org.stillframe.server.ServerStatus;

/**
 * Knows whose snapshots' sizes may no longer be true. On any number of nodes a server is looked at by one at a time: the
 * beginning is written down under the lock of the server's row, which also keeps any operation from ending unseen meanwhile.
 */
@Stateless
public class SnapshotSizes {
    /** The heads of servers that run grow without anybody's telling. */
    private static final Duration AGE = Duration.ofMinutes(10);

    private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);
    /** So many are told at once. */
    static final int MOST = 1000;

    /** What lies ahead of now was written down before the clock was set back; it is taken for due, once in a while. */
    private static final String DUE = "select v.id from Server v where v.host.id in :hosts"
            + " and exists (select s.id from Snapshot s where s.server = v and s.status = :completed)"
            + " and not exists (select o.id from Operation o where o.activeServerId = v.id and o.finishedAt is null)"
            + " and not exists (select z.serverId from ServerSizing z where z.serverId = v.id"
            + " and z.begunAt <= :now and (z.retryAt is null or z.retryAt > :now) and (v.status <> :active or z.begunAt > :aged)"
            + " and not exists (select e.id from Operation e where e.serverId = v.id and e.finishedAt >= z.begunAt"
            + " and (e.finishedAt <= :now or z.begunAt < :lately)))";

    private static final String CHANGED = "select o.serverId from Operation o where o.finishedAt >= :since and o.finishedAt <= :now"
            + " and o.hostId in :hosts and o.serverId is not null"
            + " and not exists (select z.serverId from ServerSizing z where z.serverId = o.serverId and z.begunAt > o.finishedAt)"
            + " order by o.finishedAt";

    @PersistenceContext
    private EntityManager entityManager;

    @Inject
    private DiskTrees trees;

    @Inject
    private SnapshotLifecycle lifecycle;

    @Inject
    private Clock clock;

    /** The layers of a server as they were when the reading of their files was begun. */
    public record Begun(long serverId, DomainRef domain, List<DiskTree> disks) {}

    /** Servers on these hosts whose snapshots' sizes are to be computed; not all at once. Looks at every server of these hosts. */
    public List<Long> due(Collection<Long> hosts) {
        return hosts.isEmpty() ? List.of() : query(DUE + " order by v.id", hosts).setMaxResults(MOST).getResultList();
    }

    /**
     * Servers on these hosts whose layers an operation may have changed and that nobody has looked at since, the first to end
     * first and some more than once; not all at once. Looks at nothing else, so it may be asked often.
     *
     * @param since when the operations have ended at the earliest
     */
    public List<Long> changed(Collection<Long> hosts, Instant since) {
        return hosts.isEmpty()
                ? List.of()
                : entityManager
                        .createQuery(CHANGED, Long.class)
                        .setParameter("hosts", hosts)
                        .setParameter("since", since)
                        .setParameter("now", clock.instant())
                        .setMaxResults(MOST)
                        .getResultList();
    }

    /** Notes that the server is being looked at; empty if it no longer has to be. */
    public Optional<Begun> begin(long serverId) {
        Server server = entityManager.find(Server.class, serverId, LockModeType.PESSIMISTIC_WRITE);
        if (server == null || isTaken(server)) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        ServerSizing sizing = entityManager.find(ServerSizing.class, serverId);
        if (sizing == null) {
            entityManager.persist(new ServerSizing(serverId, now, now.plus(AFTER_FAILURE)));
        } else {
            sizing.begin(now, now.plus(AFTER_FAILURE));
        }
        return Optional.of(new Begun(serverId, server.domain(), trees.of(serverId)));
    }

    private boolean isTaken(Server server) {
        return query(DUE + " and v.id = :server", List.of(server.getHost().getId()))
                .setParameter("server", server.getId())
                .getResultList()
                .isEmpty();
    }

    /** Keeps what was found, unless the layers have changed meanwhile: then it is computed again, the next time at once. */
    public void end(Begun begun, Map<Long, LayerSize> sizes) {
        entityManager.find(Server.class, begun.serverId(), LockModeType.PESSIMISTIC_WRITE);
        ServerSizing sizing = entityManager.find(ServerSizing.class, begun.serverId());
        if (trees.of(begun.serverId()).equals(begun.disks())) {
            lifecycle.sized(sizes);
            sizing.end();
        } else {
            sizing.repeatAt(clock.instant());
        }
    }

    private TypedQuery<Long> query(String text, Collection<Long> hosts) {
        Instant now = clock.instant();
        return entityManager
                .createQuery(text, Long.class)
                .setParameter("hosts", hosts)
                .setParameter("completed", SnapshotState.COMPLETED)
                .setParameter("active", ServerStatus.ACTIVE)
                .setParameter("now", now)
                .setParameter("lately", now.minus(AFTER_FAILURE))
                .setParameter("aged", now.minus(AGE));
    }
}
