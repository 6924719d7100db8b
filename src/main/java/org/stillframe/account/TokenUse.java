package org.stillframe.account;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.stillframe.recurring.RecurringTask;

/** Notes in memory when tokens are used, and writes it down once a minute, so that no request has to write anything. */
@ApplicationScoped
public class TokenUse implements RecurringTask {
    private static final Duration PAUSE = Duration.ofMinutes(1);

    @Inject
    private TokenDirectory tokens;

    @Inject
    private Clock clock;

    private final Map<Long, Instant> unwritten = new ConcurrentHashMap<>();

    /** For the container's proxies and the container itself. */
    protected TokenUse() {}

    TokenUse(TokenDirectory tokens, Clock clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    /** That token is used now. */
    void note(long tokenId) {
        unwritten.put(tokenId, clock.instant());
    }

    @Override
    public Duration pause() {
        return PAUSE;
    }

    /** In the order of the ids, so that two nodes that write at once never wait for each other in a circle. */
    @Override
    public void run() {
        Map<Long, Instant> written = new TreeMap<>(unwritten);
        if (!written.isEmpty()) {
            tokens.used(written);
            // One that was used again meanwhile is left for the next time.
            written.forEach(unwritten::remove);
        }
    }
}
