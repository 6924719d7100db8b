package org.stillframe.snapshot;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.stillframe.account.Caller;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationKind;
import org.stillframe.operation.OperationState;

/** What is kept of what restores have replaced, and so which of them can be undone. */
@Stateless
public class SafetyPoints {
    @PersistenceContext
    private EntityManager entityManager;

    @Inject
    private SafetyPointSettings settings;

    @Inject
    private Clock clock;

    public Optional<SafetyPoint> find(String operationId) {
        return Optional.ofNullable(entityManager.find(SafetyPoint.class, operationId));
    }

    /**
     * Checks that an operation has replaced a state that is still kept. A restore that failed only in starting the server
     * again has.
     *
     * @throws ServiceException with {@code OPERATION_NOT_UNDOABLE} that says why not
     */
    public void requireUndoable(Operation operation) {
        requireRestore(operation);
        if (find(operation.getId()).filter(point -> point.isKept(clock.instant())).isEmpty()) {
            throw notUndoable(whyNothingIsKept(operation.getStatus()));
        }
    }

    /**
     * Checks that an operation is of a kind that can be undone. No others need work on a server.
     *
     * @throws ServiceException with {@code OPERATION_NOT_UNDOABLE}
     */
    public void requireRestore(Operation operation) {
        if (!isRestore(operation.getKind())) {
            throw notUndoable("The operation is a " + operation.getKind().code()
                    + ". Only a snapshot_restore or a restore_undo can be undone.");
        }
    }

    private static boolean isRestore(OperationKind kind) {
        return switch (kind) {
            case SNAPSHOT_RESTORE, RESTORE_UNDO -> true;
            case SNAPSHOT_CREATE,
                    SNAPSHOT_DELETE,
                    SERVER_START,
                    SERVER_STOP,
                    SERVER_RELEASE,
                    HOST_RECONCILE,
                    DRIFT_REPAIR,
                    LAYER_RECLAIM -> false;
        };
    }

    private static String whyNothingIsKept(OperationState status) {
        return switch (status) {
            case QUEUED, RUNNING -> "The restore has not ended. Wait for its end, then undo it.";
            case FAILED, CANCELLED -> "The restore failed and nothing is kept to go back to; its error says how it ended."
                    + " Restore a snapshot instead.";
            case SUCCEEDED -> "The safety point of this restore has expired. Restore a snapshot instead.";
        };
    }

    private static ServiceException notUndoable(String detail) {
        return new ServiceException(ErrorCode.OPERATION_NOT_UNDOABLE, detail);
    }

    /** Which of these operations the caller can undo now; none of a server that is busy. */
    public List<UndoOffer> offers(Caller caller, Collection<String> operationIds) {
        if (operationIds.isEmpty()) {
            return List.of();
        }
        return entityManager
                .createQuery(
                        UndoOffer.SELECT + " and p.operationId in :operations and p.expiresAt > :now"
                                + " and (:all = true or a.id = :caller)"
                                + " and not exists (select b from Operation b where b.activeServerId = v.id)",
                        UndoOffer.class)
                .setParameter("operations", operationIds)
                .setParameter("now", clock.instant())
                .setParameter("all", caller.isAdmin())
                .setParameter("caller", caller.accountId())
                .getResultList();
    }

    /** One of {@link #offers}; refused with {@code OPERATION_NOT_UNDOABLE} if there is no such now. */
    public UndoOffer offer(Caller caller, String operationId) {
        return offers(caller, List.of(operationId)).stream()
                .findFirst()
                .orElseThrow(() -> notUndoable("It can be undone no more, or another operation works on its server by now."));
    }

    /** The restores whose safety points have had their time; some at a time. */
    public List<String> expired() {
        return entityManager
                .createQuery(
                        "select p.operationId from SafetyPoint p where p.expiresAt <= :now order by p.expiresAt", String.class)
                .setParameter("now", clock.instant())
                .setMaxResults(100)
                .getResultList();
    }

    /**
     * The restores whose safety points a server has above the limit, counted from the newest.
     *
     * @param newest it comes first, even if the clock was set back before it
     */
    public List<String> aboveLimit(long serverId, String newest) {
        return entityManager
                .createQuery(
                        "select p.operationId from SafetyPoint p where p.serverId = :server and p.expiresAt is not null"
                                + " and p.operationId <> :newest order by p.createdAt desc, p.operationId",
                        String.class)
                .setParameter("server", serverId)
                .setParameter("newest", newest)
                .getResultStream()
                .skip(settings.limit() - 1)
                .toList();
    }
}
