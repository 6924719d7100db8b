package org.stillframe.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SafetyPointTest {
    private static final Instant BEGUN = Instant.parse("2025-01-15T18:30:00Z");
    private static final Instant EXPIRY = BEGUN.plus(Duration.ofHours(24));

    private final SafetyPoint point = new SafetyPoint("restore", 12345, true, BEGUN);

    @Test
    void isNotKeptBeforeItsRestoreHasEnded() {
        assertThat(point.isKept(BEGUN)).isFalse();
    }

    @Test
    void isKeptUntilTheMomentOfItsExpiry() {
        point.keepUntil(EXPIRY);
        assertThat(point.isKept(BEGUN)).isTrue();
        assertThat(point.isKept(EXPIRY.minusMillis(1))).isTrue();
        assertThat(point.isKept(EXPIRY)).isFalse();
        assertThat(point.isKept(EXPIRY.plusMillis(1))).isFalse();
    }
}
