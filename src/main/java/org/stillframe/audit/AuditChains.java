package org.stillframe.audit;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stillframe.account.KeySeal;

/**
 * Seals events in the order in which they are found, under the lock of one row, so that any number of nodes makes one chain. It is
 * not done where the events are written: every request would wait for that lock (docs/security.md).
 */
@Stateless
public class AuditChains {
    private static final int BATCH = 500;

    @PersistenceContext
    private EntityManager entityManager;

    @Inject
    private KeySeal seal;

    @Inject
    private AuditTrail trail;

    /** How many events are not sealed yet. */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public long unsealed() {
        return entityManager
                .createQuery("select count(e) from AuditEvent e where e.position is null", Long.class)
                .getSingleResult();
    }

    /**
     * Seals the next events.
     *
     * @return whether there may be more
     */
    public boolean sealNext() {
        AuditChain chain = locked();
        List<AuditEvent> next = entityManager
                .createQuery("select e from AuditEvent e where e.position is null order by e.id", AuditEvent.class)
                .setMaxResults(BATCH)
                .getResultList();
        next.forEach(event -> chain.append(seal, event));
        return next.size() == BATCH;
    }

    /** Removes the oldest events, as far as all are of before that moment. The chain then begins after the last of them. */
    public void prune(Instant before) {
        AuditChain chain = locked();
        oldestKept(before, chain)
                .map(kept -> at(kept - 1))
                .ifPresent(last -> {
                    chain.anchor(seal, last);
                    int removed = entityManager
                            .createQuery("delete from AuditEvent e where e.position <= :last")
                            .setParameter("last", chain.anchorPosition())
                            .executeUpdate();
                    trail.record(
                            Actor.SERVICE,
                            "audit.pruned",
                            AuditSubject.of("audit trail"),
                            "succeeded",
                            removed + " events, up to position " + chain.anchorPosition());
                });
    }

    /** The place after the last event that is to go; nothing if none is. */
    private Optional<Long> oldestKept(Instant before, AuditChain chain) {
        Long kept = entityManager
                .createQuery("select min(e.position) from AuditEvent e where e.position is not null and e.at >= :before", Long.class)
                .setParameter("before", before)
                .getSingleResult();
        return Optional.of(kept == null ? chain.headPosition() + 1 : kept).filter(place -> place > chain.anchorPosition() + 1);
    }

    private AuditEvent at(long position) {
        return entityManager
                .createQuery("select e from AuditEvent e where e.position = :position", AuditEvent.class)
                .setParameter("position", position)
                .getResultStream()
                .findFirst()
                .orElse(null);
    }

    /** The chain, or nothing if nothing was ever sealed. */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public Optional<AuditChain> find() {
        return Optional.ofNullable(entityManager.find(AuditChain.class, AuditChain.ONLY));
    }

    /** The events after a place in the chain, in its order. */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public List<AuditEvent> after(long position, int most) {
        return entityManager
                .createQuery("select e from AuditEvent e where e.position > :position order by e.position", AuditEvent.class)
                .setParameter("position", position)
                .setMaxResults(most)
                .getResultList();
    }

    private AuditChain locked() {
        AuditChain chain = entityManager.find(AuditChain.class, AuditChain.ONLY, LockModeType.PESSIMISTIC_WRITE);
        if (chain == null) {
            // Of two nodes that make it at once the database refuses one, which finds it the next time.
            chain = new AuditChain(seal);
            entityManager.persist(chain);
            entityManager.flush();
        }
        return chain;
    }
}
