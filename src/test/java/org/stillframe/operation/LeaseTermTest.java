package org.stillframe.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Time passes for the counter and the clock alike, unless the clock is set. */
class LeaseTermTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final SettableClock clock = new SettableClock();
    private final AtomicLong counter = new AtomicLong(Long.MAX_VALUE - SECOND.toNanos());
    private final LeaseTerm term = new LeaseTerm(clock, counter::get);

    @Test
    void aLeaseHoldsForItsUsualTerm() {
        assertThat(term.current()).isEqualTo(LeaseTerm.USUAL);

        sweepFor(Duration.ofMinutes(1));

        assertThat(term.current()).isEqualTo(LeaseTerm.USUAL);
    }

    @Test
    void afterTheNodeWasCutOffAllOthersHaveTheTimeOfALeaseToBeHeardOf() {
        term.current();

        pass(Duration.ofSeconds(30));

        assertThatAllHaveTheTimeOfALease();
    }

    @Test
    void soTheyHaveAfterTheClockWasSetBack() {
        term.current();

        clock.set(Duration.ofHours(-2));

        assertThatAllHaveTheTimeOfALease();
    }

    @Test
    void soTheyHaveAfterTheClockWasSetForward() {
        term.current();

        clock.set(Duration.ofHours(2));

        assertThatAllHaveTheTimeOfALease();
    }

    @Test
    void aClockThatIsSetForwardAndBackDoesNotKeepTheTermLong() {
        term.current();
        clock.set(Duration.ofHours(2));
        term.current();

        clock.set(Duration.ofHours(-2));

        assertThatAllHaveTheTimeOfALease();
    }

    @Test
    void aClockThatIsCorrectedALittleWasNotSet() {
        term.current();

        clock.set(Duration.ofSeconds(3));

        assertThat(term.current()).isEqualTo(LeaseTerm.USUAL);
    }

    private void assertThatAllHaveTheTimeOfALease() {
        assertThat(term.current()).isGreaterThan(Duration.ofDays(365));
        sweepFor(LeaseTerm.USUAL.minus(SECOND));
        assertThat(term.current()).isGreaterThan(Duration.ofDays(365));
        sweepFor(SECOND);
        assertThat(term.current()).isEqualTo(LeaseTerm.USUAL);
    }

    private void sweepFor(Duration length) {
        for (Duration passed = Duration.ZERO; passed.compareTo(length) < 0; passed = passed.plus(SECOND)) {
            pass(SECOND);
            term.current();
        }
    }

    private void pass(Duration length) {
        counter.addAndGet(length.toNanos());
        clock.set(length);
    }

    private static final class SettableClock extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void set(Duration ahead) {
            now = now.plus(ahead);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
