package org.stillframe.account;

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
import java.util.Locale;

/**
 * Makes whoever guesses passwords wait, on all nodes together: by account and by origin, whether there is such an account or not.
 * Nobody is ever kept out for longer than a minute, so that a stranger cannot shut an admin out.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class LoginThrottle {
    private static final int FREE_FOR_AN_ACCOUNT = 5;
    /** More, as several people may come from one address. */
    private static final int FREE_FOR_AN_ORIGIN = 20;

    private static final int LONGEST_EMAIL = 254;

    @PersistenceContext
    private EntityManager entityManager;

    @Inject
    private Clock clock;

    /**
     * Counts an attempt, before the password is looked at.
     *
     * @param email as it was typed
     * @param origin network address that it comes from
     * @return zero if the password may be looked at, else how long to wait
     * @throws RuntimeException if another attempt was counted for the first time at the same moment; then it can be counted
     */
    public Duration attempt(String email, String origin) {
        Instant now = clock.instant();
        LoginAttempts account = find(account(email), now);
        LoginAttempts from = find(origin(origin), now);
        Duration wait = max(account.blockedFor(now), from.blockedFor(now));
        if (wait.isZero()) {
            account.count(FREE_FOR_AN_ACCOUNT, now);
            from.count(FREE_FOR_AN_ORIGIN, now);
        }
        return wait;
    }

    /** The attempt that was counted had the right password: the account begins anew, and the origin is as before. */
    public void succeeded(String email, String origin) {
        entityManager.remove(find(account(email), clock.instant()));
        find(origin(origin), clock.instant()).takeBack();
    }

    /** Forgets who has not tried for long. */
    public void forgetOld() {
        entityManager
                .createQuery("delete from LoginAttempts a where a.lastAt < :before")
                .setParameter("before", clock.instant().minus(LoginAttempts.FORGOTTEN_AFTER))
                .executeUpdate();
    }

    private LoginAttempts find(String subject, Instant now) {
        LoginAttempts found = entityManager.find(LoginAttempts.class, subject, LockModeType.PESSIMISTIC_WRITE);
        if (found == null) {
            found = new LoginAttempts(subject, now);
            entityManager.persist(found);
            entityManager.flush();
        }
        return found;
    }

    private static String account(String email) {
        String typed = email.strip().toLowerCase(Locale.ROOT);
        return "account " + typed.substring(0, Math.min(typed.length(), LONGEST_EMAIL));
    }

    private static String origin(String origin) {
        return "origin " + origin;
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
