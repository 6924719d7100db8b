package org.stillframe.operation;

import static java.util.Objects.requireNonNull;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * For how long a lease holds that its node does not renew. The term is as good as endless for a while after this node was cut off
 * from the database or stood still, and after the clock was set: nobody was heard of then, or each node by a clock of its own.
 */
@ApplicationScoped
public class LeaseTerm {
    /** Many missed heartbeats of {@link OperationSweep}. */
    static final Duration USUAL = Duration.ofSeconds(15);

    /** Whoever has not asked for so long has not swept either, which is done every second. */
    private static final Duration CUT_OFF = Duration.ofSeconds(10);

    /** Differs the clock from the counter by so much, it was set. */
    private static final Duration CLOCK_SET = Duration.ofSeconds(5);

    /** Shorter than since 1970, where the heartbeat of a lease that was ended lies. */
    private static final Duration FOR_EVER = Duration.ofDays(3650);

    private Clock clock;
    private LongSupplier counter;
    private Reading last;
    private Reading patient;

    private record Reading(Instant time, long counted) {
        Duration since(Reading earlier) {
            return Duration.ofNanos(counted - earlier.counted);
        }

        boolean isClockSetSince(Reading earlier) {
            return Duration.between(earlier.time, time).minus(since(earlier)).abs().compareTo(CLOCK_SET) > 0;
        }
    }

    /** For the container. */
    protected LeaseTerm() {}

    /** @param clock the database's, so that all nodes judge a lease alike */
    @Inject
    public LeaseTerm(Clock clock) {
        this(clock, System::nanoTime);
    }

    LeaseTerm(Clock clock, LongSupplier counter) {
        this.clock = requireNonNull(clock, "clock is null");
        this.counter = requireNonNull(counter, "counter is null");
    }

    /** The term now. */
    synchronized Duration current() {
        Reading now = new Reading(clock.instant(), counter.getAsLong());
        if (last != null && (now.since(last).compareTo(CUT_OFF) > 0 || now.isClockSetSince(last))) {
            patient = now;
        }
        last = now;
        return patient != null && now.since(patient).compareTo(USUAL) < 0 ? FOR_EVER : USUAL;
    }
}
