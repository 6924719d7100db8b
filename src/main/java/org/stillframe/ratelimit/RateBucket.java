package org.stillframe.ratelimit;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;

/** How many requests a token has left, on all nodes together. */
@Entity
@Table(name = "rate_bucket")
public class RateBucket {
    @Id
    @Column(name = "token_id")
    private Long tokenId;

    /** In {@link RateLimit#PARTS} of a request. */
    private long level;

    @Column(name = "filled_at")
    private Instant filledAt;

    protected RateBucket() {}

    /** A full one. */
    RateBucket(long tokenId, RateLimit limit, Instant now) {
        this.tokenId = tokenId;
        this.level = limit.burst() * RateLimit.PARTS;
        this.filledAt = now;
    }

    /** Where the clock was set back, nothing is gained for that time, and all goes on from the time that it is now. */
    void fill(RateLimit limit, Instant now) {
        level = Math.min(limit.burst() * RateLimit.PARTS, level + limit.gain(Duration.between(filledAt, now)));
        filledAt = now;
    }

    /**
     * Takes requests out.
     *
     * @return how many there were, at most as many as are wanted
     */
    long draw(long wanted) {
        long drawn = Math.min(wanted, level / RateLimit.PARTS);
        level -= drawn * RateLimit.PARTS;
        return drawn;
    }

    long level() {
        return level;
    }
}
