package org.stillframe.audit;

import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import org.stillframe.api.Listing;
import org.stillframe.database.Conditions;

/** The events of the audit trail that are asked for, newest first. */
@Stateless
public class AuditSearch {
    @PersistenceContext
    private EntityManager entityManager;

    public long count(AuditFilter filter) {
        return conditions(filter)
                .query(entityManager, "select count(e) from AuditEvent e", "", Long.class)
                .getSingleResult();
    }

    /** @param id above those of all that are found */
    public List<AuditEvent> below(AuditFilter filter, long id, int most) {
        return conditions(filter)
                .and("e.id < ?", Listing.bound(id))
                .query(entityManager, "select e from AuditEvent e", " order by e.id desc", AuditEvent.class)
                .setMaxResults(most)
                .getResultList();
    }

    /**
     * The oldest of them first.
     *
     * @param id below those of all that are found
     */
    public List<AuditEvent> above(AuditFilter filter, long id, int most) {
        return conditions(filter)
                .and("e.id > ?", id)
                .query(entityManager, "select e from AuditEvent e", " order by e.id", AuditEvent.class)
                .setMaxResults(most)
                .getResultList();
    }

    private static Conditions conditions(AuditFilter filter) {
        return new Conditions()
                .and("e.accountId in (select a.id from Account a where a.email = ?)", filter.account())
                .and("e.action = ?", filter.action())
                .and("e.serverId = ?", filter.server())
                .and("e.at >= ?", filter.after())
                .and("e.at < ?", filter.before());
    }
}
