package org.stillframe.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoginAttemptsTest {
    private static final int FREE = 5;

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final LoginAttempts attempts = new LoginAttempts("account a@example.com", now);

    @Test
    void theFirstAreFreeThenTheWaitDoublesUpToAMinute() {
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            now = now.plus(attempts.blockedFor(now));
            attempts.count(FREE, now);
            waits.add(attempts.blockedFor(now).toSeconds());
        }
        assertThat(waits).containsExactly(0L, 0L, 0L, 0L, 5L, 10L, 20L, 40L, 60L, 60L, 60L, 60L);
    }

    @Test
    void afterAnHourItBeginsAnew() {
        for (int i = 0; i < 9; i++) {
            attempts.count(FREE, now);
        }
        now = now.plus(LoginAttempts.FORGOTTEN_AFTER).plusSeconds(1);
        attempts.count(FREE, now);
        assertThat(attempts.blockedFor(now)).isZero();
    }

    @Test
    void aClockThatIsSetBackKeepsNobodyOutForLonger() {
        for (int i = 0; i < 9; i++) {
            attempts.count(FREE, now);
        }
        assertThat(attempts.blockedFor(now.minus(Duration.ofDays(1)))).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void anAttemptThatSucceededIsTakenBack() {
        for (int i = 0; i < FREE; i++) {
            attempts.count(FREE, now);
        }
        attempts.takeBack();
        assertThat(attempts.blockedFor(now)).isZero();
        attempts.count(FREE, now);
        assertThat(attempts.blockedFor(now)).isEqualTo(Duration.ofSeconds(5));
    }
}
