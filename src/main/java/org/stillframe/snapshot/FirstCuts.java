package org.stillframe.snapshot;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/**
 * What was named by creates that this node has just stored. It only saves looking that up: whoever does not find it reads the
 * database.
 */
@ApplicationScoped
class FirstCuts {
    private static final int MOST = 1000;
    private static final Duration SOON = Duration.ofMinutes(1);

    private final Cache<String, FirstCut> byOperation =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(SOON).executor(Runnable::run).build();

    /** To be called in the transaction that stores the operation; if that is rolled back, nobody asks. */
    void note(String operationId, FirstCut cut) {
        byOperation.put(operationId, cut);
    }

    /** For the first try only: what is to be done after one that failed is for the database to say. */
    Optional<FirstCut> take(String operationId) {
        return Optional.ofNullable(byOperation.asMap().remove(operationId));
    }
}
