package org.stillframe.audit;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stillframe.account.Account;
import org.stillframe.account.AccountService;

/** Finds events of the audit trail. */
@Stateless
public class AuditSearch {
    /** Most that are answered at once. */
    public static final int LIMIT = 1000;

    private static final Instant ALWAYS = Instant.EPOCH;
    private static final Instant NEVER = Instant.parse("9999-12-31T00:00:00Z");

    @PersistenceContext
    private EntityManager entityManager;

    @Inject
    private AccountService accounts;

    /** The newest events that pass the filter, newest first, at most {@link #LIMIT}. */
    public List<AuditEvent> newest(AuditFilter filter) {
        Optional<Account> account = Optional.ofNullable(filter.account()).flatMap(accounts::byEmail);
        if (filter.account() != null && account.isEmpty()) {
            return List.of();
        }
        return entityManager
                .createQuery(
                        "select e from AuditEvent e where e.at >= :after and e.at < :before"
                                + " and (:anyAccount = true or e.accountId = :account)"
                                + " and (:anyAction = true or e.action = :action)"
                                + " and (:anyServer = true or e.serverId = :server) order by e.id desc",
                        AuditEvent.class)
                .setParameter("after", filter.after() == null ? ALWAYS : filter.after())
                .setParameter("before", filter.before() == null ? NEVER : filter.before())
                .setParameter("anyAccount", account.isEmpty())
                .setParameter("account", account.map(Account::getId).orElse(0L))
                .setParameter("anyAction", filter.action() == null)
                .setParameter("action", filter.action() == null ? "" : filter.action())
                .setParameter("anyServer", filter.serverId() == null)
                .setParameter("server", filter.serverId() == null ? 0L : filter.serverId())
                .setMaxResults(LIMIT)
                .getResultList();
    }
}
