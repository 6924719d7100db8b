package org.stillframe.event;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.stillframe.account.TokenDirectory;
import org.stillframe.recurring.RecurringTask;

/** Ends the event streams of tokens that were revoked or have expired, and those of disabled accounts, within seconds. */
@ApplicationScoped
public class StreamAuthorization implements RecurringTask {
    private static final Duration PAUSE = Duration.ofSeconds(2);

    @Inject
    private EventStreams streams;

    @Inject
    private TokenDirectory tokens;

    @Override
    public Duration pause() {
        return PAUSE;
    }

    @Override
    public void run() {
        Set<Long> refused = new HashSet<>(streams.tokens());
        if (!refused.isEmpty()) {
            refused.removeAll(tokens.live(refused));
            streams.endAllOf(refused);
        }
    }
}
