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
import java.util.List;
import java.util.Optional;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;
import org.stillframe.error.ServiceException.RunningOperation;
import org.stillframe.event.StatusChanges;
import org.stillframe.operation.OperationStep.Postponed;

/**
 * The only place that writes operations, but for who works on them ({@link OperationLeases}). What other features change together
 * with one joins the same transaction.
 */
@Stateless
public class OperationJournal {
    @PersistenceContext
    private EntityManager entityManager;

    @Inject
    private Clock clock;

    @Inject
    private Node node;

    @Inject
    private OperationSequences sequences;

    @Inject
    private Event<OperationEnded> ended;

    @Inject
    private OperationTrail trail;

    @Inject
    private StatusChanges changes;

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
        trail.begun(operation);
        changes.begun(operation);
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
                        "select o from Operation o where o.finishedAt is null and o.serverId = :server and o.kind = :kind",
                        Operation.class)
                .setParameter("server", serverId)
                .setParameter("kind", kind)
                .getResultList();
    }

    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public Optional<Operation> find(String id) {
        return Optional.ofNullable(entityManager.find(Operation.class, id));
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
        trail.cancelRequested(operation);
        return operation;
    }

    /** Ends an operation on which nobody works, and of which nothing has been done. */
    public void cancelQueued(String id) {
        locked(id).cancel(clock.instant());
        ended.fire(new OperationEnded(id));
    }

    /**
     * Gives an operation of this node back, to be tried again after the pause; a cancelled delete ends instead.
     *
     * @param pause at most {@link OperationLeases#LONGEST_PAUSE}
     */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void postpone(String id, Duration pause) {
        if (pause.compareTo(OperationLeases.LONGEST_PAUSE) > 0) {
            throw new IllegalArgumentException("No turn lies so far ahead: " + pause);
        }
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

    /** Whether this node works on the operation, and will until the end of the transaction. */
    public boolean isHeld(String id) {
        return locked(id).isHeldBy(node.name());
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
                .setParameter("before", clock.instant().minus(LeaseTerm.USUAL))
                .executeUpdate();
    }

    private Operation locked(String id) {
        return changes.follow(entityManager.find(Operation.class, id, LockModeType.PESSIMISTIC_WRITE));
    }
}
