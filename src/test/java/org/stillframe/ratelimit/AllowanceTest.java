package org.stillframe.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.stillframe.ratelimit.RateBuckets.Portion;

/** Two nodes and the bucket of one token. */
class AllowanceTest {
    private static final RateLimit LIMIT = new RateLimit(1200);
    private static final int BURST = 200;
    private static final int PORTION = 10;

    private Instant now = Instant.parse("2025-01-15T18:30:00Z");
    private long counted;
    private int draws;
    private final RateBucket bucket = new RateBucket(7, LIMIT, now);
    private final Allowance one = new Allowance(LIMIT, this::draw, () -> counted);
    private final Allowance two = new Allowance(LIMIT, this::draw, () -> counted);

    private Portion draw(long wanted) {
        draws++;
        bucket.fill(LIMIT, now);
        return new Portion(bucket.draw(wanted), bucket.level());
    }

    private void pass(Duration time) {
        now = now.plus(time);
        counted += time.toNanos();
    }

    @Test
    void nodesTogetherLetExactlyABurstThroughAtOnce() {
        assertThat(IntStream.range(0, 3 * BURST).filter(i -> (i % 2 == 0 ? one : two).take().isGranted()).count())
                .isEqualTo(BURST);
    }

    @Test
    void oneRequestInAPortionAsksTheDatabaseAndARefusedOneDoesNotAskAgainBeforeThereCanBeSomething() {
        IntStream.range(0, BURST).forEach(i -> one.take());
        assertThat(draws).isEqualTo(BURST / PORTION);

        IntStream.range(0, 1000).forEach(i -> assertThat(one.take().isGranted()).isFalse());
        assertThat(draws).isEqualTo(BURST / PORTION + 1);
    }

    @Test
    void whoIsRefusedIsToldWhenTheNextMayComeAndThenItMay() {
        IntStream.range(0, BURST).forEach(i -> one.take());
        Allowance.Answer refused = one.take();
        assertThat(refused.isGranted()).isFalse();
        assertThat(refused.remaining()).isZero();
        assertThat(refused.untilNext()).isBetween(Duration.ofMillis(50), Duration.ofMillis(55));
        assertThat(refused.untilFull()).isBetween(Duration.ofSeconds(10), Duration.ofMillis(10_100));

        pass(refused.untilNext());

        assertThat(one.take().isGranted()).isTrue();
        assertThat(one.take().isGranted()).isFalse();
    }

    @Test
    void aBucketFillsSteadilyAndNeverBeyondABurst() {
        IntStream.range(0, BURST).forEach(i -> one.take());
        pass(Duration.ofSeconds(3));
        assertThat(IntStream.range(0, BURST).filter(i -> one.take().isGranted()).count()).isEqualTo(60);

        pass(Duration.ofHours(5));
        assertThat(IntStream.range(0, 2 * BURST).filter(i -> one.take().isGranted()).count()).isEqualTo(BURST);
    }

    @Test
    void eachAnswerTellsWhatIsLeft() {
        assertThat(one.take().remaining()).isEqualTo(BURST - 1);
        Allowance.Answer second = one.take();
        assertThat(second.remaining()).isEqualTo(BURST - 2);
        assertThat(second.untilNext()).isZero();
        assertThat(second.untilFull()).isBetween(Duration.ofMillis(100), Duration.ofMillis(105));
    }

    @Test
    void aClockThatIsSetBackLocksNobodyOut() {
        IntStream.range(0, BURST).forEach(i -> one.take());
        now = now.minus(Duration.ofHours(2));
        assertThat(one.take().isGranted()).isFalse();

        pass(Duration.ofMillis(60));

        assertThat(one.take().isGranted()).isTrue();
    }

    @Test
    void theLeastAndTheGreatestLimitWork() {
        RateLimit least = new RateLimit(1);
        RateBucket narrow = new RateBucket(8, least, now);
        assertThat(narrow.draw(5)).isEqualTo(1);
        narrow.fill(least, now.plusMillis(59_000));
        assertThat(narrow.draw(1)).isZero();
        narrow.fill(least, now.plusMillis(60_100));
        assertThat(narrow.draw(1)).isEqualTo(1);

        RateLimit greatest = new RateLimit(Long.MAX_VALUE);
        RateBucket wide = new RateBucket(9, greatest, now);
        assertThat(wide.draw(Long.MAX_VALUE)).isEqualTo(greatest.burst());
        wide.fill(greatest, now.plus(Duration.ofDays(40_000)));
        assertThat(wide.draw(Long.MAX_VALUE)).isEqualTo(greatest.burst());
        assertThat(new RateLimit(0).isOff()).isTrue();
        assertThat(new RateLimit(-1).isOff()).isTrue();
    }
}
