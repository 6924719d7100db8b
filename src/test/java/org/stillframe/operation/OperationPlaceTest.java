package org.stillframe.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperationPlaceTest {
    @Test
    void isReadBackToTheMicrosecond() {
        assertThat(OperationPlace.of("2025-01-15T18:30:00.123456Z 4b1c"))
                .isEqualTo(new OperationPlace(Instant.parse("2025-01-15T18:30:00.123456Z"), "4b1c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "798", "2025-01-15T18:30:00Z", "x 4b1c", "+999999999-01-01T00:00:00Z 4b1c"})
    void noOtherKeyIsTaken(String key) {
        assertThatThrownBy(() -> OperationPlace.of(key)).isInstanceOf(IllegalArgumentException.class);
    }
}
