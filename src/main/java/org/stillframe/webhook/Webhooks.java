package org.stillframe.webhook;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.stillframe.account.Account;
import org.stillframe.account.AccountService;
import org.stillframe.account.Caller;
import org.stillframe.account.Scope;
import org.stillframe.api.Listing;
import org.stillframe.api.PathId;
import org.stillframe.audit.Actor;
import org.stillframe.audit.AuditSubject;
import org.stillframe.audit.AuditTrail;
import org.stillframe.database.Conditions;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;
import org.stillframe.event.EventKind;
import org.stillframe.idempotency.CurrentKey;

/** The webhooks of accounts, and who changed them. */
@Stateless
public class Webhooks {
    static final int LIMIT = 10;

    @PersistenceContext
    private EntityManager entityManager;

    @Inject
    private AccountService accounts;

    @Inject
    private WebhookSettings settings;

    @Inject
    private Deliveries deliveries;

    @Inject
    private AuditTrail audit;

    @Inject
    private CurrentKey key;

    @Inject
    private Clock clock;

    /**
     * Makes one for the caller's account, or answers with the one that an earlier try of the same request has made.
     *
     * @throws ServiceException with {@code INVALID} or {@code WEBHOOK_LIMIT_REACHED}
     */
    public Webhook create(Caller caller, WebhookRequest wanted) {
        if (key.outcome().isPresent()) {
            return get(caller, Long.parseLong(key.outcome().get()));
        }
        check(caller, wanted);
        // Locked, so that two requests at once do not both find room.
        Account account = accounts.lock(caller.accountId());
        if (count(caller.accountId()) >= LIMIT) {
            throw new ServiceException(
                    ErrorCode.WEBHOOK_LIMIT_REACHED, "The account has " + LIMIT + " webhooks, which is the limit. Delete one first.");
        }
        Webhook webhook = new Webhook(account, wanted, clock.instant());
        entityManager.persist(webhook);
        entityManager.flush();
        record(caller, "webhook.created", webhook);
        key.brings(Long.toString(webhook.getId()));
        return webhook;
    }

    public Webhook change(Caller caller, long id, WebhookRequest wanted) {
        check(caller, wanted);
        Webhook webhook = lock(caller, id);
        webhook.change(wanted, clock.instant());
        if (!webhook.isEnabled()) {
            entityManager.flush();
            deliveries.endPending(webhook);
        }
        record(caller, "webhook.changed", webhook);
        return webhook;
    }

    public void delete(Caller caller, long id) {
        Webhook webhook = lock(caller, id);
        record(caller, "webhook.deleted", webhook);
        entityManager.createQuery("delete from Delivery d where d.webhook = :webhook").setParameter("webhook", webhook).executeUpdate();
        entityManager.remove(webhook);
    }

    private void check(Caller caller, WebhookRequest wanted) {
        String fault = wanted.url() == null ? null : wanted.urlFault(new Targets(settings.internal()));
        if (fault != null) {
            throw invalid("url", fault);
        }
        Set<EventKind> kinds = wanted.kinds();
        if (kinds != null && kinds.contains(EventKind.SERVER) && !caller.has(Scope.SERVERS_READ)) {
            throw invalid("events", "The token that you use lacks the scope servers:read, which server needs.");
        }
    }

    private static ServiceException invalid(String field, String message) {
        return new ServiceException("Correct this field and send it again: " + field + ".", Map.of(field, List.of(message)));
    }

    private long count(long accountId) {
        return entityManager
                .createQuery("select count(w) from Webhook w where w.account.id = :account", Long.class)
                .setParameter("account", accountId)
                .getSingleResult();
    }

    public long count(Caller caller) {
        return conditions(caller).query(entityManager, "select count(w) from Webhook w", "", Long.class).getSingleResult();
    }

    /** @param id above those of all that are found */
    public List<Webhook> below(Caller caller, long id, int most) {
        return conditions(caller)
                .and("w.id < ?", Listing.bound(id))
                .query(entityManager, "select w from Webhook w join fetch w.account", " order by w.id desc", Webhook.class)
                .setMaxResults(most)
                .getResultList();
    }

    private static Conditions conditions(Caller caller) {
        return new Conditions().and("w.account.id = ?", caller.owner());
    }

    /** @throws ServiceException with {@code NOT_FOUND} if there is none, or it is somebody else's */
    public Webhook get(Caller caller, long id) {
        return visible(caller, entityManager.find(Webhook.class, id));
    }

    /** The webhook, with its row locked until the end of the transaction. */
    public Webhook lock(Caller caller, long id) {
        return visible(caller, entityManager.find(Webhook.class, id, LockModeType.PESSIMISTIC_WRITE));
    }

    private static Webhook visible(Caller caller, Webhook webhook) {
        if (webhook == null || !caller.sees(webhook.getAccount().getId())) {
            throw PathId.notFound("webhook");
        }
        return webhook;
    }

    /** The rest of the URL may hold a password. */
    private void record(Caller caller, String action, Webhook webhook) {
        String subject = "webhook " + webhook.getId() + " of " + webhook.getAccount().getEmail();
        audit.record(Actor.of(caller), action, AuditSubject.of(subject), "succeeded", "to " + URI.create(webhook.getUrl()).getHost());
    }
}
