package org.stillframe.account;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The signing keys in the database that the nodes share. */
@Stateless
public class SigningKeyRows {
    @PersistenceContext
    private EntityManager entityManager;

    @Inject
    private Clock clock;

    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public Optional<SigningKey> find(String id) {
        return Optional.ofNullable(entityManager.find(SigningKey.class, id));
    }

    /** Newest first: the first signs, all are good. */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public List<SigningKey> all() {
        return entityManager
                .createQuery("select k from SigningKey k order by k.createdAt desc, k.id", SigningKey.class)
                .getResultList();
    }

    /** All of them, their rows locked until the end of the transaction: no other node makes or retires one meanwhile. */
    public List<SigningKey> lockAll() {
        return entityManager
                .createQuery("select k from SigningKey k order by k.createdAt desc, k.id", SigningKey.class)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
    }

    /**
     * In the caller's transaction if there is one: Payara's pool gives the connection of a transaction that is suspended for another
     * to somebody else as well.
     */
    public SigningKey add(KeyMaterial material) {
        SigningKey key = new SigningKey(material.id(), material.publicKey(), material.sealedPrivateKey(), clock.instant());
        entityManager.persist(key);
        return key;
    }

    public void remove(SigningKey key) {
        entityManager.remove(key);
    }

    /** How many tokens that key has signed that would still be taken. */
    public long liveTokens(String id) {
        return entityManager
                .createQuery(
                        "select count(t) from ApiToken t where t.keyId = :id and t.revokedAt is null and t.expiresAt > :now", Long.class)
                .setParameter("id", id)
                .setParameter("now", clock.instant())
                .getSingleResult();
    }
}
