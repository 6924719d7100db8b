package org.stillframe.idempotency;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.stillframe.database.DatabaseFailure;
import org.stillframe.error.ServiceException;

/** Claims a key for a request, and waits while another request with the same key is being served. */
@ApplicationScoped
public class KeyClaim {
    /** Longer than a lease, so that whoever waits for a request that died is served by that very wait. */
    private static final Duration PATIENCE = IdempotencyKeys.LEASE.plusSeconds(10);

    private static final long INTERVAL_MILLISECONDS = 100;

    @Inject
    private IdempotencyKeys keys;

    /**
     * The key, answered or claimed for this request.
     *
     * @throws ServiceException if the key came with another body, or another request with it is served for too long
     */
    IdempotencyKey claim(KeyedRequest request) {
        String claim = UUID.randomUUID().toString();
        long begun = System.nanoTime();
        IdempotencyKey key = claimOrFind(request, claim);
        while (!key.isAnswered() && !key.getClaim().equals(claim)) {
            if (System.nanoTime() - begun >= PATIENCE.toNanos()) {
                throw IdempotencyKeys.inProgress();
            }
            pause();
            key = claimOrFind(request, claim);
        }
        return key;
    }

    /** Of two that store the same key at once the database refuses one; that one finds it the next time. */
    private IdempotencyKey claimOrFind(KeyedRequest request, String claim) {
        try {
            return keys.claim(request, claim);
        } catch (ServiceException refused) {
            throw refused;
        } catch (RuntimeException e) {
            if (DatabaseFailure.isCauseOf(e)) {
                throw e;
            }
            return keys.claim(request, claim);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(INTERVAL_MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw IdempotencyKeys.inProgress();
        }
    }
}
