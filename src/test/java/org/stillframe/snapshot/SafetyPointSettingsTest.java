package org.stillframe.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetyPointSettingsTest {
    @ParameterizedTest
    @CsvSource({"PT24H,PT24H", "P7D,PT168H", "' PT1M30S ',PT90S", "pt0.5s,PT0.5S", "P3650D,PT87600H"})
    void retentionIsAnIso8601Duration(String text, Duration retention) {
        assertThat(new SafetyPointSettings(text, "20").retention()).isEqualTo(retention);
    }

    @ParameterizedTest
    @ValueSource(strings = {"24", "24h", "", "P", "P1M", "1 day", "PT9223372036854775808H"})
    void aRetentionThatIsNoDurationIsNamedWithAnExample(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SafetyPointSettings(text, "20"))
                .withMessage("stillframe.safety.retention is '" + text
                        + "', but must be an ISO-8601 duration, for instance PT24H or P7D.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1H", "P3651D", "PT87600H0.1S"})
    void aRetentionOutOfBoundsIsNamedWithItsBounds(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SafetyPointSettings(text, "20"))
                .withMessageContaining("stillframe.safety.retention is '" + text + "', but must be longer than nothing")
                .withMessageContaining("P3650D");
    }

    @ParameterizedTest
    @CsvSource({"1,1", "20,20", "' 7 ',7"})
    void limitIsANumber(String text, int limit) {
        assertThat(new SafetyPointSettings("PT24H", text).limit()).isEqualTo(limit);
    }

    @ParameterizedTest
    @CsvSource({"0,at least 1", "-3,at least 1", "many,a whole number", "2.5,a whole number", "3000000000,a whole number"})
    void aLimitThatMakesNoSenseIsNamed(String text, String rule) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SafetyPointSettings("PT24H", text))
                .withMessage("stillframe.safety.limit is '" + text + "', but must be " + rule + ".");
    }
}
