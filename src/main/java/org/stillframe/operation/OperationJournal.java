package org.stillframe.operation;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
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
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;
import org.stillframe.error.ServiceException.RunningOperation;
import org.stillframe.operation.OperationStep.Postponed;

/** The only place that writes operations. What other features change together with one joins the same transaction. */
@Stateless
public class OperationJournal {
    /** A node that has not been heard of for so long is taken for dead: three missed heartbeats of {@link OperationSweep}. */
    static final Duration LEASE = Duration.ofSeconds(15);

    @PersistenceContext
    private EntityManager entityManager;

    /** The database's, so that all nodes judge a lease alike. */
    @Inject
    private Clock clock;

    @Inject
    private Node node;

    @Inject
    private OperationSequences sequences;

    @Inject
    private Event<OperationEnded> ended;

    /** Most operations that merge at once on one host. */
    @Inject
    @ConfigProperty(name = "stillframe.reclaim.concurrent", defaultValue = "2")
    private long mergingLimit;

    /**
     * Stores a new operation. The caller holds the lock of the server's row. One that does not merge is this node's at once: the
     * caller is to start it when the transaction has ended; if that fails, its lease runs out.
     *
     * @throws ServiceException with the given code, naming the operation that runs, if the server is busy
     */
    public Operation begin(OperationKind kind, OperationTarget target, ErrorCode whenBusy) {
        if (kind.isExclusive()) {
            requireIdle(target.serverId(), whenBusy);
        }
        Operation operation = new Operation(kind, target, clock.instant());
        if (!kind.isMerging()) {
            operation.claimAtOnce(node.name(), sequences.of(kind).steps().get(0), clock.instant());
        }
        entityManager.persist(operation);
        entityManager.flush();
        return operation;
    }

    /** @throws ServiceException with the given code, naming the operation that runs, if the server is busy */
    public void requireIdle(long serverId, ErrorCode whenBusy) {
        active(serverId).ifPresent(running -> {
            throw new ServiceException(
                    whenBusy,
                    "The server is busy with the operation " + running.getKind().code() + ". Wait until it has ended.",
                    new RunningOperation(running.getId(), running.getKind().code()));
        });
    }

    /** The exclusive operation that is unfinished on the server. */
    public Optional<Operation> active(long serverId) {
        return entityManager
                .createQuery("select o from Operation o where o.activeServerId = :server", Operation.class)
                .setParameter("server", serverId)
                .getResultStream()
                .findFirst();
    }

    /** Unfinished operations of a kind on a server. */
    public List<Operation> unfinished(long serverId, OperationKind kind) {
        return entityManager
                .createQuery(
                        "select o from Operation o where o.serverId = :server and o.kind = :kind and o.status in :open",
                        Operation.class)
                .setParameter("server", serverId)
                .setParameter("kind", kind)
                .setParameter("open", List.of(OperationState.QUEUED, OperationState.RUNNING))
                .getResultList();
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
            for (Operation found : unfinished(by.getServerId(), kind)) {
                Operation other = locked(found.getId());
                if (isLeased(other, "")) {
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

    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public Optional<Operation> find(String id) {
        return Optional.ofNullable(entityManager.find(Operation.class, id));
    }

    /**
     * Takes an operation for a node, unless it has ended, another node holds a live lease on it or is just taking it, or it
     * merges and is not let to its host now. Nodes do not wait for each other here: what one is taking, the others skip.
     */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public boolean claim(String id, String node) {
        if (!lockUnlessLocked(id)) {
            return false;
        }
        Operation operation = entityManager.find(Operation.class, id);
        if (operation.getStatus().isTerminal() || isLeased(operation, node)) {
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
        if (!operation.getKind().isExclusive() && active(operation.getServerId()).isPresent()) {
            return false;
        }
        entityManager
                .createNativeQuery("select id from host where id = ?1 for update")
                .setParameter(1, operation.getHostId())
                .getResultList();
        long others = entityManager
                .createQuery(
                        "select count(o) from Operation o where o.hostId = :host and o.serverId <> :server"
                                + " and o.status = :running and o.kind in :merging",
                        Long.class)
                .setParameter("host", operation.getHostId())
                .setParameter("server", operation.getServerId())
                .setParameter("running", OperationState.RUNNING)
                .setParameter("merging", OperationKind.allMerging())
                .getSingleResult();
        return others < mergingLimit;
    }

    /** Whether another node works on the operation and is alive. */
    private boolean isLeased(Operation operation, String node) {
        return operation.getStatus() == OperationState.RUNNING
                && !node.equals(operation.getNode())
                && operation.getHeartbeatAt().isAfter(clock.instant().minus(LEASE));
    }

    /** Whether some node works on the operation and is alive. */
    public boolean isAlive(String id) {
        return find(id).filter(operation -> isLeased(operation, "")).isPresent();
    }

    /**
     * Operations that no living node works on and whose turn it is: users' first, then the rest, each oldest first.
     *
     * @param silence how long a node must not have been heard of to be taken for dead
     */
    public List<Operation> claimable(Duration silence) {
        return Stream.of(true, false).flatMap(exclusive -> claimable(exclusive, silence).stream()).toList();
    }

    /** Leaves out what could not be claimed, so that it does not stand before what can. */
    private List<Operation> claimable(boolean exclusive, Duration silence) {
        Instant now = clock.instant();
        return entityManager
                .createQuery(
                        "select o from Operation o where o.kind in :kinds"
                                + " and ((o.status = :queued and (o.heartbeatAt is null or o.heartbeatAt < :now))"
                                + " or (o.status = :running and o.heartbeatAt < :expired))"
                                + " and (o.activeServerId is not null"
                                + " or not exists (select a from Operation a where a.activeServerId = o.serverId))"
                                + " and (o.kind not in :merging or o.status = :running"
                                + " or (select count(r) from Operation r where r.hostId = o.hostId and r.serverId <> o.serverId"
                                + " and r.status = :running and r.kind in :merging) < :limit) order by o.createdAt",
                        Operation.class)
                .setParameter("kinds", Arrays.stream(OperationKind.values())
                        .filter(kind -> kind.isExclusive() == exclusive)
                        .toList())
                .setParameter("merging", OperationKind.allMerging())
                .setParameter("limit", mergingLimit)
                .setParameter("queued", OperationState.QUEUED)
                .setParameter("now", now)
                .setParameter("running", OperationState.RUNNING)
                .setParameter("expired", now.minus(silence))
                .setMaxResults(100)
                .getResultList();
    }

    /** Ends the leases of a node that is known to be dead, and answers how many there were. */
    public int release(String dead) {
        return entityManager
                .createQuery("update Operation o set o.heartbeatAt = :never where o.status = :running and o.node = :node")
                .setParameter("never", Instant.EPOCH)
                .setParameter("running", OperationState.RUNNING)
                .setParameter("node", dead)
                .executeUpdate();
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

    /**
     * Tells how far the operation has come. Answers with the operation.
     *
     * @throws Postponed if it is no longer this node's: it was not heard of for so long that another has taken it
     */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public Operation reached(String id, String step, int progress) {
        Operation operation = locked(id);
        if (!operation.getStatus().isTerminal()) {
            requireHeld(operation);
            operation.reached(step, progress);
        }
        return operation;
    }

    /**
     * As {@link #reached}, and from now on the operation cannot be cancelled.
     *
     * @throws ServiceException with {@code OPERATION_ENDED} if it has been told to stop
     */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public Operation reachedPointOfNoReturn(String id, String step, int progress) {
        Operation operation = locked(id);
        if (!operation.getStatus().isTerminal()) {
            requireHeld(operation);
            operation.requireWanted();
            operation.passPointOfNoReturn();
            operation.reached(step, progress);
        }
        return operation;
    }

    /** @throws ServiceException with {@code OPERATION_ENDED} if the operation has been told to stop */
    public void requireWanted(String id) {
        locked(id).requireWanted();
    }

    /**
     * Tells an operation to stop. The caller holds the lock of the server's row.
     *
     * @throws ServiceException with {@code OPERATION_ENDED} or {@code OPERATION_NOT_CANCELLABLE}
     */
    public Operation requestCancel(String id) {
        Operation operation = locked(id);
        if (operation.getStatus().isTerminal()) {
            throw new ServiceException(ErrorCode.OPERATION_ENDED, "The operation has already ended.");
        }
        if (operation.getCancellation() == Cancellation.CLOSED) {
            throw new ServiceException(
                    ErrorCode.OPERATION_NOT_CANCELLABLE,
                    operation.getKind().isCancellable()
                            ? "The operation is past the point of no return. Wait for its end."
                            : "An operation of this kind cannot be cancelled. Wait for its end.");
        }
        operation.requestCancel(clock.instant());
        return operation;
    }

    /** Ends an operation on which nobody works, and of which nothing has been done. */
    public void cancelQueued(String id) {
        locked(id).cancel(clock.instant());
        ended.fire(new OperationEnded(id));
    }

    /** Gives an operation of this node back, to be tried again after the pause; a cancelled delete ends instead. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void postpone(String id, Duration pause) {
        Operation operation = locked(id);
        if (!operation.isHeldBy(node.name())) {
            return;
        }
        if (operation.getKind().isMerging() && operation.getCancellation() == Cancellation.REQUESTED) {
            // Nothing is to be undone, so it need not wait until it may merge again.
            cancel(id);
        } else {
            operation.postpone(clock.instant().plus(pause));
        }
    }

    /** @throws Postponed if the operation is no longer this node's */
    public void succeed(String id) {
        held(id).succeed(clock.instant());
        ended.fire(new OperationEnded(id));
    }

    /**
     * Ends the operation without success: as cancelled if that was asked for.
     *
     * @throws Postponed if it is no longer this node's
     */
    public void fail(String id, ErrorCode code, String detail) {
        Operation operation = held(id);
        if (operation.getCancellation() == Cancellation.REQUESTED) {
            // Whatever made it end, it did not happen, which is what was asked for.
            operation.cancel(clock.instant());
        } else {
            operation.fail(code.code(), detail, clock.instant());
        }
        ended.fire(new OperationEnded(id));
    }

    /** @throws Postponed if the operation is no longer this node's */
    public void cancel(String id) {
        held(id).cancel(clock.instant());
        ended.fire(new OperationEnded(id));
    }

    private Operation held(String id) {
        Operation operation = locked(id);
        requireHeld(operation);
        return operation;
    }

    private void requireHeld(Operation operation) {
        if (!operation.isHeldBy(node.name())) {
            throw new Postponed("another node has taken the operation");
        }
    }

    /** Forgets a server's operations of a kind that ended a while ago. */
    public void forgetEnded(long serverId, OperationKind kind) {
        entityManager
                .createQuery("delete from Operation o where o.serverId = :server and o.kind = :kind and o.finishedAt < :before")
                .setParameter("server", serverId)
                .setParameter("kind", kind)
                .setParameter("before", clock.instant().minus(LEASE))
                .executeUpdate();
    }

    private Operation locked(String id) {
        return entityManager.find(Operation.class, id, LockModeType.PESSIMISTIC_WRITE);
    }
}
