package org.stillframe.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** When to send a request again, and when to give up. */
final class Backoff {
    private static final Duration LONGEST = Duration.ofSeconds(8);

    private final Surroundings surroundings;
    private final long deadline;
    private Duration next = Duration.ofMillis(500);

    /** @param patience from now on; zero for none */
    Backoff(Surroundings surroundings, Duration patience) {
        this.surroundings = surroundings;
        this.deadline = surroundings.nanos().getAsLong() + patience.toNanos();
    }

    /**
     * How long to pause before the next try; empty if there is to be none.
     *
     * @param asked what the service asks for, which is kept to
     */
    Optional<Duration> pause(Optional<Duration> asked) {
        Duration pause = asked.orElseGet(this::grown);
        boolean inTime = surroundings.nanos().getAsLong() + pause.toNanos() < deadline;
        return inTime ? Optional.of(pause) : Optional.empty();
    }

    /** Not the same for everybody, so that those who failed together do not come back together. */
    private Duration grown() {
        long most = next.toMillis();
        next = next.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : next.multipliedBy(2);
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
    }
}
