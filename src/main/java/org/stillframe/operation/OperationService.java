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
            conditions.and(
                    "o.createdAt < ? or o.createdAt = ? and o.id > ?", place.createdAt(), place.createdAt(), place.id());
        }
        return conditions
                .query(entityManager, "select o from Operation o", " order by o.createdAt desc, o.id", Operation.class)
                .setMaxResults(most)
                .getResultList();
    }

    private static Conditions conditions(Caller caller, OperationFilter filter) {
        return new Conditions()
                .and("o.kind <> ?", OperationKind.LAYER_RECLAIM)
                .and("o.accountId = ?", caller.owner())
                .and("o.serverId = ?", filter.server())
                .and("o.status = ?", filter.status());
    }

    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public Operation get(Caller caller, String id) {
        Operation operation = entityManager.find(Operation.class, id);
        if (operation == null || operation.getKind() == OperationKind.LAYER_RECLAIM || !caller.sees(operation.getAccountId())) {
            throw PathId.notFound("operation");
        }
        return operation;
    }
}
