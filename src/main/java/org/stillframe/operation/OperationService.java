package org.stillframe.operation;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import java.util.List;
import org.stillframe.account.Caller;
import org.stillframe.api.PathId;

/** What a caller may see of the operations. */
@Stateless
public class OperationService {
    @PersistenceContext
    private EntityManager entityManager;

    /** The caller's operations, newest first. */
    public List<Operation> list(Caller caller) {
        return newestFirst(caller).getResultList();
    }

    /** The newest of the caller's operations, newest first. */
    public List<Operation> latest(Caller caller, int count) {
        return newestFirst(caller).setMaxResults(count).getResultList();
    }

    private TypedQuery<Operation> newestFirst(Caller caller) {
        return entityManager
                .createQuery(
                        "select o from Operation o where o.kind <> :internal and (:all = true or o.accountId = :account)"
                                + " order by o.createdAt desc, o.id",
                        Operation.class)
                .setParameter("internal", OperationKind.LAYER_RECLAIM)
                .setParameter("all", caller.isAdmin())
                .setParameter("account", caller.accountId());
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
