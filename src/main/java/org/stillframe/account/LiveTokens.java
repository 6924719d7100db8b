package org.stillframe.account;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Whose tokens were seen to be live a moment ago, so that not every request has to ask the database. What another node revokes is
 * refused here when that moment is over; what this node revokes, at once (docs/adr/0015).
 */
@ApplicationScoped
public class LiveTokens {
    /** So long a token that was revoked on another node may still be taken here. */
    static final Duration TRUSTED = Duration.ofSeconds(2);

    private static final int MOST_KEPT = 10_000;

    private final LongSupplier counter;
    private final AtomicLong revocations = new AtomicLong();
    private final Cache<String, Seen> seen =
            Caffeine.newBuilder().maximumSize(MOST_KEPT).expireAfterWrite(TRUSTED).executor(Runnable::run).build();

    /**
     * What the database has said.
     *
     * @param asked nanoseconds when it was asked, not when it answered: by then somebody may have revoked the token
     * @param revocations how many this node had seen when it was asked
     */
    private record Seen(Caller caller, long asked, long revocations) {}

    /** For the container. */
    protected LiveTokens() {
        this(System::nanoTime);
    }

    /** @param counter nanoseconds that only ever ascend */
    LiveTokens(LongSupplier counter) {
        this.counter = requireNonNull(counter, "counter is null");
    }

    /**
     * Whose token that is; nothing if it is not live.
     *
     * @param id of the token
     * @param database is asked unless it has been lately
     */
    Optional<Caller> find(String id, Supplier<Optional<Caller>> database) {
        long now = counter.getAsLong();
        long known = revocations.get();
        Seen before = seen.getIfPresent(id);
        if (before != null && before.revocations() == known && now - before.asked() < TRUSTED.toNanos()) {
            return Optional.of(before.caller());
        }
        Optional<Caller> caller = database.get();
        caller.ifPresent(live -> seen.put(id, new Seen(live, now, known)));
        return caller;
    }

    /**
     * A token was revoked or an account disabled: from now on nothing counts that was asked for before. To be called after the
     * transaction: in it the token could still be seen to be live.
     */
    public void forget() {
        revocations.incrementAndGet();
    }
}
