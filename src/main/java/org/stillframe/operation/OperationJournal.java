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
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;
import org.stillframe.error.ServiceException.RunningOperation;

/** The only place that writes operations. What other features change together with one joins the same transaction. */
@Stateless
public class OperationJournal {
    /** A node that has not been heard of for so long is taken for dead: three missed heartbeats of {@link OperationSweep}. */
    static final Duration LEASE = Duration.ofSeconds(15);

    @PersistenceContext
    private EntityManager entityManager;

    @Inject
    private Clock clock;

    @Inject
    private Event<OperationEnded> ended;

    /**
     * Stores a new operation. The caller holds the lock of the server's row.
     *
     * @throws ServiceException with the given code, naming the operation that runs, if the server is busy
     */
    public Operation begin(OperationKind kind, OperationTarget target, ErrorCode whenBusy) {
        if (kind.isExclusive()) {
            requireIdle(target.serverId(), whenBusy);
        }
        Operation operation = new Operation(kind, target, clock.instant());
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

    public Optional<Operation> find(String id) {
        return Optional.ofNullable(entityManager.find(Operation.class, id));
    }

    /** Takes an operation for a node, unless it has ended or another node holds a live lease on it. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public boolean claim(String id, String node) {
        Operation operation = entityManager.find(Operation.class, id, LockModeType.PESSIMISTIC_WRITE);
        if (operation == null || operation.getStatus().isTerminal() || isLeased(operation, node)) {
            return false;
        }
        operation.claim(node, clock.instant());
        return true;
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

    /** Operations that no living node works on and whose turn it is, oldest first. */
    public List<Operation> claimable() {
        Instant now = clock.instant();
        return entityManager
                .createQuery(
                        "select o from Operation o where (o.status = :queued and (o.heartbeatAt is null or o.heartbeatAt < :now))"
                                + " or (o.status = :running and o.heartbeatAt < :expired) order by o.createdAt",
                        Operation.class)
                .setParameter("queued", OperationState.QUEUED)
                .setParameter("now", now)
                .setParameter("running", OperationState.RUNNING)
                .setParameter("expired", now.minus(LEASE))
                .setMaxResults(100)
                .getResultList();
    }

    /** Operations that this node held when it died. Only to be asked before it has begun to work. */
    public List<Operation> leftBehindBy(String node) {
        return entityManager
                .createQuery("select o from Operation o where o.status = :running and o.node = :node", Operation.class)
                .setParameter("running", OperationState.RUNNING)
                .setParameter("node", node)
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

    /** Tells how far the operation has come. Answers with the operation. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public Operation reached(String id, String step, int progress) {
        Operation operation = locked(id);
        if (!operation.getStatus().isTerminal()) {
            operation.reached(step, progress);
        }
        return operation;
    }

    /** Gives the operation back, to be tried again after the pause. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void postpone(String id, Duration pause) {
        Operation operation = locked(id);
        if (!operation.getStatus().isTerminal()) {
            operation.postpone(clock.instant().plus(pause));
        }
    }

    public void succeed(String id) {
        locked(id).succeed(clock.instant());
        ended.fire(new OperationEnded(id));
    }

    public void fail(String id, ErrorCode code, String detail) {
        locked(id).fail(code.code(), detail, clock.instant());
        ended.fire(new OperationEnded(id));
    }

    public void cancel(String id) {
        locked(id).cancel(clock.instant());
        ended.fire(new OperationEnded(id));
    }

    private Operation locked(String id) {
        return entityManager.find(Operation.class, id, LockModeType.PESSIMISTIC_WRITE);
    }
}
