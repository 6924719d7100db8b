package org.stillframe.snapshot;

import jakarta.annotation.Resource;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.Query;
import java.util.List;
import org.stillframe.account.Caller;

/**
 * How many snapshots each account has that were not deleted: kept, not counted, so that a page takes no longer with a million of
 * them (docs/adr/0016). Only {@link SnapshotLifecycle} changes it, in the transaction that makes or deletes a snapshot.
 */
@Stateless
public class SnapshotTotals {
    /** So many are added up in one transaction. */
    private static final int BATCH = 500;

    private static final String OF_ALL = "select coalesce(sum(a.snapshots), 0)"
            + " + (select coalesce(sum(c.more), 0) from snapshot_total_change c) from account a";
    private static final String OF_ONE = "select a.snapshots"
            + " + (select coalesce(sum(c.more), 0) from snapshot_total_change c where c.account_id = a.id) from account a where a.id = ?1";

    @PersistenceContext
    private EntityManager entityManager;

    @Resource
    private SessionContext context;

    /** How many the caller sees. Read in one statement, as otherwise changes may be added to the row between two. */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public long of(Caller caller) {
        Query query = caller.owner()
                .map(account -> entityManager.createNativeQuery(OF_ONE).setParameter(1, account))
                .orElseGet(() -> entityManager.createNativeQuery(OF_ALL));
        return ((Number) query.getSingleResult()).longValue();
    }

    /** An account has so many more. */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public void add(long accountId, long more) {
        entityManager
                .createNativeQuery("insert into snapshot_total_change (account_id, more) values (?1, ?2)")
                .setParameter(1, accountId)
                .setParameter(2, more)
                .executeUpdate();
    }

    /** The accounts whose rows do not tell all. */
    public List<Long> changed() {
        return entityManager
                .createQuery("select distinct c.accountId from SnapshotTotalChange c", Long.class)
                .getResultList();
    }

    /**
     * Adds what was written to the account's row. If another node has added some of it meanwhile, that is left to it.
     *
     * @return whether there may be more to add
     */
    public boolean addUp(long accountId) {
        List<SnapshotTotalChange> found = entityManager
                .createQuery("select c from SnapshotTotalChange c where c.accountId = :account order by c.id", SnapshotTotalChange.class)
                .setParameter("account", accountId)
                .setMaxResults(BATCH)
                .getResultList();
        if (found.isEmpty() || !forget(found)) {
            return false;
        }
        entityManager
                .createNativeQuery("update account set snapshots = snapshots + ?1 where id = ?2")
                .setParameter(1, found.stream().mapToLong(SnapshotTotalChange::getMore).sum())
                .setParameter(2, accountId)
                .executeUpdate();
        return found.size() == BATCH;
    }

    private boolean forget(List<SnapshotTotalChange> found) {
        int forgotten = entityManager
                .createQuery("delete from SnapshotTotalChange c where c.id in :ids")
                .setParameter("ids", found.stream().map(SnapshotTotalChange::getId).toList())
                .executeUpdate();
        if (forgotten != found.size()) {
            context.setRollbackOnly();
        }
        return forgotten == found.size();
    }
}
