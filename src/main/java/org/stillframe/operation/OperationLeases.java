package org.stillframe.operation;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.stillframe.event.StatusChanges;

/**
 * Which node works on which operation. A node holds an operation for as long as it is heard of: its heartbeat lies less than a
 * term ago, and no more than a term ahead. One farther ahead was written down before the clock was set back.
 */
@Stateless
public class OperationLeases {
    /** No operation is put off for longer. A turn farther ahead was written down before the clock was set back. */
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    @PersistenceContext
    private EntityManager entityManager;

    /** The database's, so that all nodes judge a lease alike. */
    @Inject
    private Clock clock;

    @Inject
    private LeaseTerm term;

    @Inject
    private OperationJournal journal;

    @Inject
    private StatusChanges changes;

    /** Most operations that merge at once on one host. */
    @Inject
    @ConfigProperty(name = "stillframe.reclaim.concurrent", defaultValue = "2")
    private long mergingLimit;

    /**
     * Takes an operation for a node, unless it has ended, another node holds a live lease on it or is just taking it, or it
     * merges and is not let to its host now. Nodes do not wait for each other here: what one is taking, the others skip.
     */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public boolean claim(String id, String node) {
        if (!lockUnlessLocked(id)) {
            return false;
        }
        Operation operation = changes.follow(entityManager.find(Operation.class, id));
        if (operation.getStatus().isTerminal() || isHeldByOther(operation, node)) {
            return false;
        }
        // One that a dead node held counts already; to take it over makes no more of them.
        if (operation.getStatus() == OperationState.QUEUED && operation.getKind().isMerging() && !mayMerge(operation)) {
            return false;
        }
        operation.claim(node, clock.instant());
        return true;
    }

    /** JPA has no portable word for it; H2 and PostgreSQL have the same. */
    private boolean lockUnlessLocked(String id) {
        return !entityManager
                .createNativeQuery("select id from operation where id = ?1 for update skip locked")
                .setParameter(1, id)
                .getResultList()
                .isEmpty();
    }

    /**
     * Holds the host's row until the end of the transaction, so that of several nodes that count at once the second sees what
     * the first has taken. Work on the same server is not counted: a user's operation ends its merges first.
     */
    private boolean mayMerge(Operation operation) {
        if (!operation.getKind().isExclusive() && journal.active(operation.getServerId()).isPresent()) {
            return false;
        }
        entityManager
                .createNativeQuery("select id from host where id = ?1 for update")
                .setParameter(1, operation.getHostId())
                .getResultList();
        long others = entityManager
                .createQuery(
                        "select count(o) from Operation o where o.finishedAt is null and o.hostId = :host"
                                + " and o.serverId <> :server and o.status = :running and o.kind in :merging",
                        Long.class)
                .setParameter("host", operation.getHostId())
                .setParameter("server", operation.getServerId())
                .setParameter("running", OperationState.RUNNING)
                .setParameter("merging", OperationKind.allMerging())
                .getSingleResult();
        return others < mergingLimit;
    }

    private boolean isHeldByOther(Operation operation, String node) {
        return !node.equals(operation.getNode()) && isAlive(operation);
    }

    private boolean isAlive(Operation operation) {
        return operation.getStatus() == OperationState.RUNNING
                && Duration.between(operation.getHeartbeatAt(), clock.instant()).abs().compareTo(term.current()) < 0;
    }

    /** Whether some node works on the operation and is alive. */
    public boolean isAlive(String id) {
        return journal.find(id).filter(this::isAlive).isPresent();
    }

    /** Operations that no living node works on and whose turn it is: users' first, then the rest, each oldest first. */
    public List<Operation> claimable() {
        Duration silence = term.current();
        return Stream.of(true, false).flatMap(exclusive -> claimable(exclusive, silence).stream()).toList();
    }

    /** Leaves out what could not be claimed, so that it does not stand before what can. */
    private List<Operation> claimable(boolean exclusive, Duration silence) {
        Instant now = clock.instant();
        return entityManager
                .createQuery(
                        // That they are unfinished is said outright: it is what an index finds them by (V18__unfinished.sql).
                        "select o from Operation o where o.finishedAt is null and o.kind in :kinds"
                                + " and ((o.status = :queued"
                                + " and (o.heartbeatAt is null or o.heartbeatAt < :now or o.heartbeatAt > :farTurn))"
                                + " or (o.status = :running and (o.heartbeatAt < :expired or o.heartbeatAt > :farAhead)))"
                                + " and (o.activeServerId is not null"
                                + " or not exists (select a from Operation a where a.activeServerId = o.serverId))"
                                + " and (o.kind not in :merging or o.status = :running"
                                + " or (select count(r) from Operation r where r.finishedAt is null and r.hostId = o.hostId"
                                + " and r.serverId <> o.serverId and r.status = :running and r.kind in :merging) < :limit)"
                                + " order by o.createdAt",
                        Operation.class)
                .setParameter("kinds", Arrays.stream(OperationKind.values())
                        .filter(kind -> kind.isExclusive() == exclusive)
                        .toList())
                .setParameter("merging", OperationKind.allMerging())
                .setParameter("limit", mergingLimit)
                .setParameter("queued", OperationState.QUEUED)
                .setParameter("now", now)
                .setParameter("farTurn", now.plus(LONGEST_PAUSE))
                .setParameter("running", OperationState.RUNNING)
                .setParameter("expired", now.minus(silence))
                .setParameter("farAhead", now.plus(silence))
                .setMaxResults(100)
                .getResultList();
    }

    /** Keeps the leases of these operations alive. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void heartbeat(Collection<String> ids, String node) {
        if (!ids.isEmpty()) {
            entityManager
                    .createQuery("update Operation o set o.heartbeatAt = :now where o.id in :ids and o.node = :node")
                    .setParameter("now", clock.instant())
                    .setParameter("ids", ids)
                    .setParameter("node", node)
                    .executeUpdate();
        }
    }

    /** Ends the leases of a node that is known to be dead, and answers how many there were. */
    public int release(String dead) {
        return entityManager
                .createQuery("update Operation o set o.heartbeatAt = :never"
                        + " where o.finishedAt is null and o.status = :running and o.node = :node")
                .setParameter("never", Instant.EPOCH)
                .setParameter("running", OperationState.RUNNING)
                .setParameter("node", dead)
                .executeUpdate();
    }

    /**
     * Ends the unfinished background operations of the server, whose work the given one has done in their place.
     *
     * @return whether none is left; false while a living node works on one
     */
    public boolean absorb(Operation by) {
        for (OperationKind kind : OperationKind.values()) {
            if (kind.isExclusive()) {
                continue;
            }
            for (Operation found : journal.unfinished(by.getServerId(), kind)) {
                Operation other =
                        changes.follow(entityManager.find(Operation.class, found.getId(), LockModeType.PESSIMISTIC_WRITE));
                if (isAlive(other)) {
                    return false;
                }
                if (!other.getStatus().isTerminal()) {
                    other.claim(by.getNode(), clock.instant());
                    other.succeed(clock.instant());
                }
            }
        }
        return true;
    }
}
