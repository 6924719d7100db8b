package org.stillframe.account;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;

/** How often somebody has failed to log in lately, and until when nobody may try again for the same account or from the same origin. */
@Entity
@Table(name = "login_attempts")
public class LoginAttempts {
    /** Whoever has not tried for that long begins anew. */
    static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

    private static final Duration SHORTEST = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int MOST_DOUBLINGS = 4;

    @Id
    private String subject;

    private int failures;

    @Column(name = "last_at")
    private Instant lastAt;

    @Column(name = "blocked_until")
    private Instant blockedUntil;

    protected LoginAttempts() {}

    LoginAttempts(String subject, Instant now) {
        this.subject = subject;
        this.lastAt = now;
        this.blockedUntil = now;
    }

    /** How long nobody may try; zero if one may. */
    Duration blockedFor(Instant now) {
        Duration left = Duration.between(now, blockedUntil);
        // Where the clock was set back, nobody is kept out for longer than ever.
        return left.isNegative() ? Duration.ZERO : left.compareTo(LONGEST) > 0 ? LONGEST : left;
    }

    /**
     * Counts an attempt as failed until it is known to have succeeded: of many at once, no more are let through.
     *
     * @param free how many may fail before the next has to wait: five seconds, then twice as long each time, up to a minute
     */
    void count(int free, Instant now) {
        if (Duration.between(lastAt, now).compareTo(FORGOTTEN_AFTER) > 0) {
            failures = 0;
        }
        failures++;
        lastAt = now;
        if (failures >= free) {
            Duration wait = SHORTEST.multipliedBy(1L << Math.min(failures - free, MOST_DOUBLINGS));
            blockedUntil = now.plus(wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
        }
    }

    /** That attempt was none of a stranger's. */
    void takeBack() {
        failures = Math.max(0, failures - 1);
        blockedUntil = lastAt;
    }
}
