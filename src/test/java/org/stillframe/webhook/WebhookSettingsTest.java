package org.stillframe.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSettingsTest {
    private static WebhookSettings internal(String networks) {
        return new WebhookSettings(Optional.ofNullable(networks), "PT24H", "PT5S", "P5D");
    }

    @Test
    void noInternalNetworkMayBeCalledUnlessItIsNamed() {
        assertThat(internal(null).internal()).isEmpty();
        assertThat(internal(" 10.1.0.0/16, fd00:1::/64,127.0.0.1 ").internal())
                .extracting(Object::toString)
                .containsExactly("10.1.0.0/16", "fd00:1::/64", "127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.com", "10.0.0.0/40", "10.0.0.0/-1", "true", "10.0.0.0/8;192.168.0.0/16", "1.2.3.4.5"})
    void whatIsNoNetworkStopsTheStart(String networks) {
        assertThatThrownBy(() -> internal(networks))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stillframe.webhook.internal is '" + networks + "'");
    }

    @Test
    void timesAreDurations() {
        assertThat(internal(null).giveUp()).isEqualTo(Duration.ofDays(5));
        assertThatThrownBy(() -> new WebhookSettings(Optional.empty(), "1 day", "PT5S", "P5D"))
                .hasMessageContaining("stillframe.webhook.retry is '1 day'");
        assertThatThrownBy(() -> new WebhookSettings(Optional.empty(), "PT24H", "PT0S", "P5D"))
                .hasMessageContaining("stillframe.webhook.first-pause");
    }
}
