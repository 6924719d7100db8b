package org.stillframe.ratelimit;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import java.time.Instant;

/** The buckets of all tokens, in the database that the nodes share. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class RateBuckets {
    @PersistenceContext
    private EntityManager entityManager;

    @Inject
    private Clock clock;

    /**
     * What a node took out of a token's bucket.
     *
     * @param requests how many it may let through
     * @param level what is left in the bucket, in {@link RateLimit#PARTS} of a request
     */
    public record Portion(long requests, long level) {}

    /**
     * Takes requests out of a token's bucket.
     *
     * @param wanted how many at most
     * @throws RuntimeException if another node has made the bucket at the same moment; then it is there the next time
     */
    public Portion draw(RateLimit limit, long tokenId, long wanted) {
        Instant now = clock.instant();
        RateBucket bucket = entityManager.find(RateBucket.class, tokenId, LockModeType.PESSIMISTIC_WRITE);
        if (bucket == null) {
            bucket = new RateBucket(tokenId, limit, now);
            entityManager.persist(bucket);
            entityManager.flush();
        }
        bucket.fill(limit, now);
        return new Portion(bucket.draw(wanted), bucket.level());
    }
}
