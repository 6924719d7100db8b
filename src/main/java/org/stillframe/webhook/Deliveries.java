package org.stillframe.webhook;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonReader;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.io.StringReader;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.stillframe.api.ApiTime;
import org.stillframe.event.EventPage;
import org.stillframe.event.PublishedEvent;

/** What is sent to webhooks: written before it is, tried by one node at a time, and kept with what came of it. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class Deliveries {
    /** Longer than a try can last. */
    private static final Duration LEASE = Duration.ofSeconds(60);

    private static final int CANDIDATES = 20;
    private static final long NONE = -1;

    @PersistenceContext
    private EntityManager entityManager;

    @Inject
    private WebhookSettings settings;

    @Inject
    private Clock clock;

    /** Whether there is a webhook to send anything to. */
    public boolean isAnybodyTold() {
        return entityManager
                        .createQuery("select count(w) from Webhook w where w.enabled = true", Long.class)
                        .getSingleResult()
                > 0;
    }

    /** The place of the last event of which deliveries were written. */
    public long reached() {
        return entityManager.find(WebhookCursor.class, WebhookCursor.ID).last();
    }

    /**
     * Writes down what is to be sent of these events, unless another node has.
     *
     * @param from the place that they follow on; what lies before it is passed over
     * @return whether this node has
     */
    public boolean write(long from, EventPage page) {
        WebhookCursor cursor = entityManager.find(WebhookCursor.class, WebhookCursor.ID, LockModeType.PESSIMISTIC_WRITE);
        if (cursor.last() > from) {
            return false;
        }
        List<Webhook> webhooks = enabledOf(page.events());
        Instant now = clock.instant();
        for (PublishedEvent event : page.events()) {
            webhooks.stream()
                    .filter(webhook -> webhook.getAccount().getId() == event.accountId())
                    .filter(webhook -> webhook.wants(event.kind(), event.at()))
                    .forEach(webhook -> entityManager.persist(delivery(webhook, event, now)));
            cursor.reached(event.place());
        }
        return true;
    }

    private List<Webhook> enabledOf(List<PublishedEvent> events) {
        return entityManager
                .createQuery(
                        "select w from Webhook w where w.enabled = true and w.account.disabled = false and w.account.id in :accounts",
                        Webhook.class)
                .setParameter("accounts", events.stream().map(PublishedEvent::accountId).distinct().toList())
                .getResultList();
    }

    private Delivery delivery(Webhook webhook, PublishedEvent event, Instant now) {
        try (JsonReader item = Json.createReader(new StringReader(event.item()))) {
            var data = item.readObject();
            String type = event.kind().code() + "." + data.getString("status");
            String body = Json.createObjectBuilder()
                    .add("type", type)
                    .add("timestamp", ApiTime.text(event.at()))
                    .add("event_id", event.place())
                    .add("data", data)
                    .build()
                    .toString();
            return new Delivery(webhook, event.place(), type, body, now, settings.retry());
        }
    }

    /** Whether anything is to be sent now. */
    public boolean isAnyDue() {
        return !due(Set.of(), 1).isEmpty();
    }

    private List<Long> due(Collection<Long> busy, int most) {
        Set<Long> without = new HashSet<>(busy);
        without.add(NONE);
        return entityManager
                .createQuery(
                        "select d.id from Delivery d where d.status = :pending and d.dueAt <= :now"
                                + " and d.webhook.account.disabled = false and d.webhook.id not in :busy order by d.dueAt, d.id",
                        Long.class)
                .setParameter("pending", DeliveryStatus.PENDING)
                .setParameter("now", clock.instant())
                .setParameter("busy", without)
                .setMaxResults(most)
                .getResultList();
    }

    /**
     * Takes one for this node, for as long as a try can last. Nodes do not wait for each other: what one is taking, the others skip.
     *
     * @param busy webhooks that are not to be called now
     */
    public Optional<Attempt> claim(Collection<Long> busy) {
        for (long id : due(busy, CANDIDATES)) {
            if (lockUnlessLocked(id)) {
                Delivery delivery = entityManager.find(Delivery.class, id);
                Instant now = clock.instant();
                if (delivery.getStatus() == DeliveryStatus.PENDING && !delivery.getDueAt().isAfter(now)) {
                    delivery.attempt(now, LEASE);
                    Webhook webhook = delivery.getWebhook();
                    return Optional.of(new Attempt(
                            id,
                            delivery.getAttempts(),
                            webhook.getId(),
                            delivery.getMessage(),
                            webhook.getUrl(),
                            webhook.getSalt(),
                            delivery.getBody()));
                }
            }
        }
        return Optional.empty();
    }

    /** JPA has no portable word for it; H2 and PostgreSQL have the same. */
    private boolean lockUnlessLocked(long id) {
        return !entityManager
                .createNativeQuery("select id from webhook_delivery where id = ?1 for update skip locked")
                .setParameter(1, id)
                .getResultList()
                .isEmpty();
    }

    /** Notes what came of a try, unless it was given up meanwhile, or sent again. */
    public void tried(Attempt attempt, Outcome outcome) {
        Webhook webhook = entityManager.find(Webhook.class, attempt.webhookId(), LockModeType.PESSIMISTIC_WRITE);
        Delivery delivery = entityManager.find(Delivery.class, attempt.deliveryId(), LockModeType.PESSIMISTIC_WRITE);
        if (webhook == null || delivery == null || !delivery.isAtAttempt(attempt.number())) {
            return;
        }
        Instant now = clock.instant();
        if (outcome.isSuccess()) {
            delivery.delivered(outcome.code(), now);
            webhook.succeeded();
            return;
        }
        RetryPause pause = new RetryPause(settings.firstPause(), () -> ThreadLocalRandom.current().nextDouble());
        delivery.failed(outcome.code(), outcome.error(), now, pause.after(attempt.number()));
        if (outcome.isGone()) {
            webhook.giveUp();
        }
        if (webhook.failed(now, settings.giveUp())) {
            entityManager.flush();
            endPending(webhook);
        }
    }

    /** What has not arrived yet is not sent any more. The caller holds the lock of the webhook's row. */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public void endPending(Webhook webhook) {
        entityManager
                .createQuery("update Delivery d set d.status = :failed, d.endedAt = :now where d.webhook = :webhook and d.status = :pending")
                .setParameter("failed", DeliveryStatus.FAILED)
                .setParameter("pending", DeliveryStatus.PENDING)
                .setParameter("webhook", webhook)
                .setParameter("now", clock.instant())
                .executeUpdate();
    }

    /** Forgets what has ended a while ago. */
    public void forgetOlderThan(Duration age) {
        entityManager
                .createQuery("delete from Delivery d where d.endedAt < :before")
                .setParameter("before", clock.instant().minus(age))
                .executeUpdate();
    }
}
