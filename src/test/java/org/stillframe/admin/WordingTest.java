package org.stillframe.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingTest {
    @ParameterizedTest
    @CsvSource({
        "PT24H, 24 hours",
        "PT1H, 1 hour",
        "PT1H30M, 1 hour 30 minutes",
        "PT48H, 48 hours",
        "P7D, 7 days",
        "P2DT3H4M, 2 days 3 hours",
        "PT90S, 1 minute 30 seconds",
        "PT15S, 15 seconds",
        "PT24H0M1S, 24 hours 1 second"
    })
    void aLengthOfTimeIsToldInItsTwoGreatestUnits(Duration length, String words) {
        assertThat(Wording.duration(length)).isEqualTo(words);
    }
}
