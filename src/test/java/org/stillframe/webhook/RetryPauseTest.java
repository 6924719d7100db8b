package org.stillframe.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryPauseTest {
    private static Duration after(int attempts, double random) {
        return new RetryPause(Duration.ofSeconds(5), () -> random).after(attempts);
    }

    @Test
    void thePauseDoublesUpToAnHour() {
        assertThat(after(1, 0)).isEqualTo(Duration.ofSeconds(5));
        assertThat(after(2, 0)).isEqualTo(Duration.ofSeconds(10));
        assertThat(after(5, 0)).isEqualTo(Duration.ofSeconds(80));
        assertThat(after(11, 0)).isEqualTo(Duration.ofHours(1));
        assertThat(after(10_000, 0)).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void aRandomPartOfUpToHalfIsLeftOut() {
        assertThat(after(2, 0.5)).isEqualTo(Duration.ofMillis(7_500));
        assertThat(after(2, 1)).isEqualTo(Duration.ofSeconds(5));
    }
}
