package org.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonValue;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.api.Test;

class ApiTimeTest {
    @ParameterizedTest
    @CsvSource({
        "2025-01-15T18:30:00Z,2025-01-15T18:30:00Z",
        "2025-01-15T18:30:00.999999999Z,2025-01-15T18:30:00Z",
        "2025-01-15T18:00:00.001Z,2025-01-15T18:00:00Z",
        "2025-01-15T00:00:00Z,2025-01-15T00:00:00Z"
    })
    void writesWholeSecondsInUtc(Instant moment, String text) {
        assertThat(ApiTime.text(moment)).isEqualTo(text);
    }

    @Test
    void writesNoMomentAsJsonNull() {
        assertThat(ApiTime.orNull(null)).isEqualTo(JsonValue.NULL);
        assertThat(ApiTime.orNull(Instant.EPOCH).toString()).isEqualTo("\"1970-01-01T00:00:00Z\"");
    }
}
