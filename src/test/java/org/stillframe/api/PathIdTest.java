package org.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;

class PathIdTest {
    @Test
    void readsEveryPositive64BitInteger() {
        assertThat(PathId.of("1", "snapshot")).isEqualTo(1);
        assertThat(PathId.of("9223372036854775807", "snapshot")).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "0", "-1", "+1", "1.0", "1e3", "0x1", "9223372036854775808", "99999999999999999999", " 1", "1 ", "1\n", "abc", "１", "١",
        "null", "1;a=b", "1/2"
    })
    void whatCannotBeAnIdNamesNothing(String text) {
        assertThatThrownBy(() -> PathId.of(text, "snapshot"))
                .isInstanceOfSatisfying(ServiceException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND);
                    assertThat(e).hasMessage("There is no such snapshot.");
                });
    }
}
