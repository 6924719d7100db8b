package org.stillframe.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventRetentionTest {
    @Test
    void eventsAreKeptForAsLongAsIsSaid() {
        assertThat(new EventRetention(null, " P7D ").retention()).isEqualTo(Duration.ofDays(7));
    }

    @Test
    void aShortTimeIsLookedAfterAsOften() {
        assertThat(new EventRetention(null, "PT5S").pause()).isEqualTo(Duration.ofSeconds(5));
        assertThat(new EventRetention(null, "PT24H").pause()).isEqualTo(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "24h", "PT0S", "-PT1H", "PT0.5S", "P3651D"})
    void whatIsNoSuchTimeStopsTheStart(String text) {
        assertThatThrownBy(() -> new EventRetention(null, text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stillframe.events.retention is '" + text + "'");
    }
}
