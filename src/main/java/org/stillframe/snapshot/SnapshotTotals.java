package org.stillframe.snapshot;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import org.stillframe.account.Caller;

/**
 * How many snapshots each account has that were not deleted: kept, not counted, so that a page takes no longer with a million of
 * them (docs/adr/0016). Only {@link SnapshotLifecycle} changes it, in the transaction that makes or deletes a snapshot.
 */
@Stateless
public class SnapshotTotals {
    @PersistenceContext
    private EntityManager entityManager;

    /** How many the caller sees. */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public long of(Caller caller) {
        return caller.owner()
                .map(account -> entityManager
                        .createQuery("select a.snapshots from Account a where a.id = :account", Long.class)
                        .setParameter("account", account)
                        .getSingleResult())
                .orElseGet(() -> entityManager.createQuery("select sum(a.snapshots) from Account a", Long.class).getSingleResult());
    }

    /**
     * An account has so many more. Added by the database, as others may be adding at this moment. The account's row stays locked
     * until the end of the transaction, so this comes as late in it as can be, and after all other locks.
     */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public void add(long accountId, long more) {
        entityManager
                .createNativeQuery("update account set snapshots = snapshots + ?1 where id = ?2")
                .setParameter(1, more)
                .setParameter(2, accountId)
                .executeUpdate();
    }
}
