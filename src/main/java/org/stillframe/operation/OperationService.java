package org.stillframe.operation;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import org.stillframe.account.Caller;
import org.stillframe.api.PathId;
import org.stillframe.database.Conditions;

/** What a caller may see of the operations. */
@Stateless
public class OperationService {
    /** Named rather than the one that is left out, as {@code SnapshotState} tells. */
    private static final List<OperationKind> TOLD = OperationKind.allTold();

    @PersistenceContext
    private EntityManager entityManager;

    /** The newest of the caller's operations, newest first. */
    public List<Operation> latest(Caller caller, int count) {
        return after(caller, OperationFilter.NONE, null, count);
    }

    public long count(Caller caller, OperationFilter filter) {
        return conditions(caller, filter)
                .query(entityManager, "select count(o) from Operation o", "", Long.class)
                .getSingleResult();
    }

    /**
     * The caller's operations, newest first.
     *
     * @param place of the operation before them, or null for the first
     */
    public List<Operation> after(Caller caller, OperationFilter filter, OperationPlace place, int most) {
        Conditions conditions = conditions(caller, filter);
        if (place != null) {
            // An index begins at the first of these; at an "or" it could not.
            conditions
                    .and("o.createdAt <= ?", place.createdAt())
                    .and("o.createdAt < ? or o.id > ?", place.createdAt(), place.id());
        }
        return conditions
                .query(entityManager, "select o from Operation o", order(caller, filter), Operation.class)
                .setMaxResults(most)
                .getResultList();
    }

    /** Newest first, in words that an index begins with: H2 would otherwise read and sort all that there are (V18__unfinished.sql). */
    private static String order(Caller caller, OperationFilter filter) {
        String account = filter.server().isEmpty() && caller.owner().isPresent() ? "o.accountId desc, " : "";
        return " order by " + account + "o.createdAt desc, o.id";
    }

    private static Conditions conditions(Caller caller, OperationFilter filter) {
        Conditions conditions = new Conditions()
                .in("o.kind", TOLD)
                .and("o.accountId = ?", caller.owner())
                .and("o.serverId = ?", filter.server())
                .and("o.status = ?", filter.status());
        if (filter.isUnfinished()) {
            // By this an index finds the few of them, whatever has ended before.
            conditions.and("o.finishedAt is null");
        }
        return conditions;
    }

    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public Operation get(Caller caller, String id) {
        Operation operation = entityManager.find(Operation.class, id);
        if (operation == null || !operation.getKind().isTold() || !caller.sees(operation.getAccountId())) {
            throw PathId.notFound("operation");
        }
        return operation;
    }
}
