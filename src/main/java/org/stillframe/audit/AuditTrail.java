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

    /**
     * Adds one event.
     *
     * @param action what was done, for instance {@code drift.found}
     * @param outcome how it ended, one word
     * @param detail a sentence or nothing; cut off after 4,000 characters
     */
    public void record(Actor actor, String action, AuditSubject subject, String outcome, String detail) {
        entityManager.persist(new AuditEvent(clock.instant(), actor, action, subject, outcome, detail));
    }
}
