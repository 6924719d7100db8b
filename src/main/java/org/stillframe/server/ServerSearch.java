package org.stillframe.server;

import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import org.stillframe.account.Caller;
import org.stillframe.api.Listing;
import org.stillframe.database.Conditions;

/** The servers that a client may see and asks for, newest first. */
@Stateless
public class ServerSearch {
    @PersistenceContext
    private EntityManager entityManager;

    public long count(Caller caller, ServerFilter filter) {
        return conditions(caller, filter)
                .query(entityManager, "select count(s) from Server s", "", Long.class)
                .getSingleResult();
    }

    /** @param id above those of all that are found */
    public List<Server> below(Caller caller, ServerFilter filter, long id, int most) {
        return conditions(caller, filter)
                .and("s.id < ?", Listing.bound(id))
                .query(entityManager, "select s from Server s left join fetch s.account", order(caller), Server.class)
                .setMaxResults(most)
                .getResultList();
    }

    /** Newest first, in words that an index begins with: H2 would otherwise read and sort all that there are (V18__unfinished.sql). */
    private static String order(Caller caller) {
        return " order by " + (caller.owner().isPresent() ? "s.account.id desc, " : "") + "s.id desc";
    }

    private static Conditions conditions(Caller caller, ServerFilter filter) {
        return new Conditions()
                .and("s.account.id = ?", caller.owner())
                .and("s.status = ?", filter.status())
                .and("s.location = ?", filter.location())
                .and("s.account.email = ?", filter.account());
    }
}
