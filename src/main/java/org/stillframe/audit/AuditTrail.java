package org.stillframe.audit;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;

/** Writes down what is done, in the transaction in which it is done: neither is ever there without the other. */
@Stateless
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class AuditTrail {
    @PersistenceContext
    private EntityManager entityManager;

    @Inject
    private Clock clock;

    @Inject
    private CurrentActor current;

    /** Adds one event of whoever has sent the request that is being served, or of the service itself if there is none. */
    public void record(String action, AuditSubject subject, String outcome, String detail) {
        record(current.get(), action, subject, outcome, detail);
    }

    /**
     * Adds one event.
     *
     * @param action what was done, for instance {@code drift.found}
     * @param outcome how it ended, one word
     * @param detail a sentence or nothing; cut off after 4,000 characters
     */
    public void record(Actor actor, String action, AuditSubject subject, String outcome, String detail) {
        entityManager.persist(new AuditEvent(clock.instant(), current.located(actor), action, subject, outcome, detail));
    }
}
