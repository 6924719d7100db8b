package org.stillframe.snapshot;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import org.stillframe.account.Caller;
import org.stillframe.api.Listing;
import org.stillframe.database.Conditions;

/** The snapshots that a client may see and asks for, newest first. Each is one query, which needs no transaction. */
@Stateless
@TransactionAttribute(TransactionAttributeType.SUPPORTS)
public class SnapshotSearch {
    @PersistenceContext
    private EntityManager entityManager;

    @Inject
    private SnapshotTotals totals;

    public long count(Caller caller, SnapshotFilter filter) {
        if (filter.isWide()) {
            return totals.of(caller);
        }
        String from = filter.server().isEmpty() ? " from Snapshot s" : SnapshotView.FROM_ITEMS;
        return conditions(caller, filter)
                .query(entityManager, "select count(s)" + from, "", Long.class)
                .getSingleResult();
    }

    /** @param id above those of all that are found */
    public List<SnapshotView> below(Caller caller, SnapshotFilter filter, long id, int most) {
        return conditions(caller, filter)
                .and("s.id < ?", Listing.bound(id))
                .query(entityManager, SnapshotView.ITEM + SnapshotView.FROM_ITEMS, order(caller, filter), SnapshotView.class)
                .setMaxResults(most)
                .getResultList();
    }

    /** Newest first, in words that an index begins with: H2 would otherwise read and sort all that there are (V17__order.sql). */
    private static String order(Caller caller, SnapshotFilter filter) {
        boolean ofOneAccount = filter.server().isEmpty() && (caller.owner().isPresent() || filter.account().isPresent());
        return ofOneAccount ? " order by s.accountId desc, s.id desc" : " order by s.id desc";
    }

    /**
     * Whose the snapshots of one server are is asked of the server: were their own column named as well, a plan for all callers might
     * read all that a large account has.
     */
    private static Conditions conditions(Caller caller, SnapshotFilter filter) {
        return new Conditions()
                .in("s.status", SnapshotState.VISIBLE)
                .and(filter.server().isPresent() ? "v.account.id = ?" : "s.accountId = ?", caller.owner())
                .and("s.server.id = ?", filter.server())
                .and("s.accountId = (select owner.id from Account owner where owner.email = ?)", filter.account())
                .and("s.name = ?", filter.name())
                .and("s.status = ?", filter.status())
                .and("s.createdAt >= ?", filter.createdAfter())
                .and("s.createdAt < ?", filter.createdBefore());
    }
}
