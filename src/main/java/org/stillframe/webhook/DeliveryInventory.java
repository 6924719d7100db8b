package org.stillframe.webhook;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.stillframe.account.Caller;
import org.stillframe.api.Listing;
import org.stillframe.api.PathId;
import org.stillframe.database.Conditions;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;

/** What was sent to an account's webhooks, for that account; and sending it again. */
@Stateless
public class DeliveryInventory {
    @PersistenceContext
    private EntityManager entityManager;

    @Inject
    private Webhooks webhooks;

    @Inject
    private WebhookSettings settings;

    @Inject
    private Clock clock;

    public long count(Caller caller, long webhookId, Optional<DeliveryStatus> status) {
        return conditions(caller, webhookId, status)
                .query(entityManager, "select count(d) from Delivery d", "", Long.class)
                .getSingleResult();
    }

    /** @param id above those of all that are found */
    public List<Delivery> below(Caller caller, long webhookId, Optional<DeliveryStatus> status, long id, int most) {
        return conditions(caller, webhookId, status)
                .and("d.id < ?", Listing.bound(id))
                .query(entityManager, "select d from Delivery d", " order by d.id desc", Delivery.class)
                .setMaxResults(most)
                .getResultList();
    }

    private Conditions conditions(Caller caller, long webhookId, Optional<DeliveryStatus> status) {
        return new Conditions().and("d.webhook.id = ?", webhooks.get(caller, webhookId).getId()).and("d.status = ?", status);
    }

    /** @throws ServiceException with {@code NOT_FOUND}, or with {@code WEBHOOK_DISABLED} */
    public Delivery sendAgain(Caller caller, long webhookId, long id) {
        Webhook webhook = webhooks.lock(caller, webhookId);
        Delivery delivery = entityManager.find(Delivery.class, id, LockModeType.PESSIMISTIC_WRITE);
        if (delivery == null || delivery.getWebhook().getId() != webhookId) {
            throw PathId.notFound("delivery");
        }
        if (!webhook.isEnabled()) {
            throw new ServiceException(ErrorCode.WEBHOOK_DISABLED, "The webhook is disabled. Enable it first.");
        }
        delivery.sendAgain(clock.instant(), settings.retry());
        return delivery;
    }
}
