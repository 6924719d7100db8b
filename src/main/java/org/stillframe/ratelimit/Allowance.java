package org.stillframe.ratelimit;

import java.time.Duration;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.stillframe.ratelimit.RateBuckets.Portion;

/** What this node has taken out of one token's bucket and not let through yet. */
final class Allowance {
    /** What part of a full bucket a node takes at a time, and keeps from the others until it is used. */
    private static final int PORTION_PART = 20;

    private final RateLimit limit;
    private final LongFunction<Portion> draw;
    private final LongSupplier counter;

    private long held;
    private long level;
    private long emptyUntil;

    /**
     * Whether one request may come, and what is left then.
     *
     * @param untilNext how long until the next may come; zero if this one may
     * @param untilFull how long until as many may come at once as ever
     */
    record Answer(boolean isGranted, long remaining, Duration untilNext, Duration untilFull) {}

    /**
     * None yet.
     *
     * @param draw takes out of the token's bucket
     * @param counter nanoseconds that only ever ascend
     */
    Allowance(RateLimit limit, LongFunction<Portion> draw, LongSupplier counter) {
        this.limit = limit;
        this.draw = draw;
        this.counter = counter;
        this.emptyUntil = counter.getAsLong();
    }

    /** Takes one request out. Who was refused is not let ask the database again before there can be one. */
    synchronized Answer take() {
        if (held == 0 && counter.getAsLong() - emptyUntil >= 0) {
            Portion portion = draw.apply(Math.max(1, limit.burst() / PORTION_PART));
            held = portion.requests();
            level = portion.level();
            if (held == 0) {
                emptyUntil = counter.getAsLong() + limit.timeFor(RateLimit.PARTS - level).toNanos();
            }
        }
        boolean granted = held > 0;
        if (granted) {
            held--;
        }
        long left = held * RateLimit.PARTS + level;
        return new Answer(
                granted,
                left / RateLimit.PARTS,
                granted ? Duration.ZERO : Duration.ofNanos(Math.max(1, emptyUntil - counter.getAsLong())),
                limit.timeFor(limit.burst() * RateLimit.PARTS - left));
    }
}
