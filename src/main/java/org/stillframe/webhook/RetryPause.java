package org.stillframe.webhook;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/** How long to wait before a delivery is tried again: twice as long each time, up to an hour, and a random part less. */
final class RetryPause {
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int MOST_DOUBLINGS = 20;

    private final Duration first;
    private final DoubleSupplier random;

    /** @param random from 0 to 1, so that receivers that were down are not met by all at once */
    RetryPause(Duration first, DoubleSupplier random) {
        this.first = first;
        this.random = random;
    }

    /** @param attempts how many there were, at least 1 */
    Duration after(int attempts) {
        Duration doubled = first.multipliedBy(1L << Math.min(attempts - 1, MOST_DOUBLINGS));
        Duration pause = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        return pause.minusMillis((long) (pause.toMillis() / 2 * random.getAsDouble()));
    }
}
