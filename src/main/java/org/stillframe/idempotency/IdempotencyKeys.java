package org.stillframe.idempotency;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;

/** The keys that requests came with (docs/adr/0006). */
@Stateless
public class IdempotencyKeys {
    static final Duration KEPT = Duration.ofHours(24);

    /** A request that has not been answered for so long is taken for dead, with its node or without it. */
    static final Duration LEASE = Duration.ofSeconds(15);

    @PersistenceContext
    private EntityManager entityManager;

    @Inject
    private Clock clock;

    /**
     * Lets one request of those with the same key to the work.
     *
     * @return the key as it is now: answered, claimed by {@code claim}, or claimed by another request that is being served
     * @throws ServiceException with {@code IDEMPOTENCY_CONFLICT} if the key came with another body
     * @throws RuntimeException if another request has stored the key at the same moment
     */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public IdempotencyKey claim(KeyedRequest request, String claim) {
        Instant now = clock.instant();
        IdempotencyKey key = find(request).orElse(null);
        if (key != null && !key.getCreatedAt().isAfter(now.minus(KEPT))) {
            entityManager.remove(key);
            entityManager.flush();
            key = null;
        }
        if (key == null) {
            key = new IdempotencyKey(request, claim, now);
            entityManager.persist(key);
            entityManager.flush();
            return key;
        }
        if (!key.getFingerprint().equals(request.fingerprint())) {
            throw new ServiceException(
                    ErrorCode.IDEMPOTENCY_CONFLICT,
                    "This Idempotency-Key came with another body before. Use a new key for a new request.");
        }
        if (isAbandoned(key, now)) {
            entityManager.refresh(key, LockModeType.PESSIMISTIC_WRITE);
            if (isAbandoned(key, now)) {
                key.claim(claim, now);
            }
        }
        return key;
    }

    /** A claim that lies far ahead was made before the clock was set back. */
    private static boolean isAbandoned(IdempotencyKey key, Instant now) {
        return !key.isAnswered() && Duration.between(key.getClaimedAt(), now).abs().compareTo(LEASE) > 0;
    }

    private Optional<IdempotencyKey> find(KeyedRequest request) {
        return entityManager
                .createQuery(
                        "select k from IdempotencyKey k"
                                + " where k.accountId = :account and k.path = :path and k.requestKey = :key",
                        IdempotencyKey.class)
                .setParameter("account", request.accountId())
                .setParameter("path", request.path())
                .setParameter("key", request.key())
                .getResultStream()
                .findFirst();
    }

    /** @throws ServiceException with {@code IDEMPOTENCY_IN_PROGRESS} if another request has the key by now */
    public void brings(String id, String claim, String outcome) {
        int changed = entityManager
                .createQuery("update IdempotencyKey k set k.outcome = :outcome where k.id = :id and k.claim = :claim")
                .setParameter("outcome", outcome)
                .setParameter("id", id)
                .setParameter("claim", claim)
                .executeUpdate();
        if (changed == 0) {
            throw inProgress();
        }
    }

    static ServiceException inProgress() {
        return new ServiceException(
                ErrorCode.IDEMPOTENCY_IN_PROGRESS,
                "A request with the same Idempotency-Key is still being served. Send it again in a while.");
    }

    /** Keeps the answer. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void answered(String id, String claim, KeptAnswer answer) {
        held(id, claim).ifPresent(key -> key.answered(answer));
    }

    /** The request was not served; the next one with the key is let to it at once. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void release(String id, String claim) {
        held(id, claim).ifPresent(key -> {
            if (key.getOutcome() == null) {
                entityManager.remove(key);
            } else {
                key.claim(claim, Instant.EPOCH);
            }
        });
    }

    private Optional<IdempotencyKey> held(String id, String claim) {
        return Optional.ofNullable(entityManager.find(IdempotencyKey.class, id, LockModeType.PESSIMISTIC_WRITE))
                .filter(key -> key.getClaim().equals(claim));
    }

    /** Forgets keys that need not be kept any longer. */
    public void forgetOld() {
        entityManager
                .createQuery("delete from IdempotencyKey k where k.createdAt < :before")
                .setParameter("before", clock.instant().minus(KEPT))
                .executeUpdate();
    }
}
