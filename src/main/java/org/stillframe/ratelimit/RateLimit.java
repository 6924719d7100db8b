package org.stillframe.ratelimit;

import java.time.Duration;

/**
 * How many requests a token may send: so many a minute on average, and a sixth of that at once. A token has a bucket that fills
 * steadily up to that sixth; each request takes one out.
 *
 * @param perMinute 0 for any number
 */
public record RateLimit(long perMinute) {
    /** Parts of a request that a bucket is reckoned in, so that a short time does not fill it with nothing. */
    static final long PARTS = 1_000_000;

    private static final int BURST_PART = 6;
    private static final long MOST = 1_000_000_000;
    private static final Duration LONGEST = Duration.ofMinutes(1);

    public RateLimit {
        perMinute = Math.min(perMinute, MOST);
    }

    boolean isOff() {
        return perMinute <= 0;
    }

    /** The most that can come at once, and that a bucket holds. */
    long burst() {
        return Math.max(1, perMinute / BURST_PART);
    }

    /** What a bucket gains in that time, in parts of a request; nothing if the time is negative. */
    long gain(Duration elapsed) {
        long millis = Math.min(Math.max(0, elapsed.toMillis()), LONGEST.toMillis());
        return millis * perMinute * (PARTS / 1000) / 60;
    }

    /** How long a bucket takes to gain so many parts of a request. */
    Duration timeFor(long parts) {
        return Duration.ofMillis(parts * 60 / (perMinute * (PARTS / 1000)) + 1);
    }
}
