package org.stillframe.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.stillframe.database.DatabaseFailure;
import org.stillframe.ratelimit.RateBuckets.Portion;

/** Lets each token's requests through, up to its limit on all nodes together (docs/adr/0010). */
@ApplicationScoped
public class Allowances {
    private static final int MOST_TOKENS = 10_000;
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);

    @Inject
    private RateBuckets buckets;

    @Inject
    @ConfigProperty(name = "stillframe.rate.limit", defaultValue = "6000")
    private long perMinute;

    private final Cache<Long, Allowance> allowances =
            Caffeine.newBuilder().maximumSize(MOST_TOKENS).expireAfterAccess(FORGOTTEN_AFTER).executor(Runnable::run).build();

    RateLimit limit() {
        return new RateLimit(perMinute);
    }

    Allowance.Answer take(long tokenId) {
        return allowances.get(tokenId, this::allowance).take();
    }

    private Allowance allowance(long tokenId) {
        return new Allowance(limit(), wanted -> draw(tokenId, wanted), System::nanoTime);
    }

    /** Of two nodes that make a bucket at once the database refuses one; that one finds it the next time. */
    private Portion draw(long tokenId, long wanted) {
        try {
            return buckets.draw(limit(), tokenId, wanted);
        } catch (RuntimeException e) {
            if (DatabaseFailure.isCauseOf(e)) {
                throw e;
            }
            return buckets.draw(limit(), tokenId, wanted);
        }
    }
}
