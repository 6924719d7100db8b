package org.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClientAddressTest {
    private static final List<String> FORGED = List.of("1.2.3.4");

    @Test
    void nobodysWordIsTakenUnlessAProxyIsTrusted() {
        assertThat(new ClientAddress(List.of()).of("192.0.2.1", FORGED)).isEqualTo("192.0.2.1");
        assertThat(new ClientAddress(List.of("192.0.2.2")).of("192.0.2.1", FORGED)).isEqualTo("192.0.2.1");
    }

    @Test
    void aTrustedProxysWordIsTakenAndWhatStoodBeforeItIsNot() {
        ClientAddress addresses = new ClientAddress(List.of("192.0.2.0/24", "2001:db8::/33"));

        assertThat(addresses.of("192.0.2.1", FORGED)).isEqualTo("1.2.3.4");
        assertThat(addresses.of("192.0.2.1", List.of("9.9.9.9, 1.2.3.4"))).isEqualTo("1.2.3.4");
        assertThat(addresses.of("192.0.2.1", List.of("9.9.9.9, 1.2.3.4, 192.0.2.7"))).isEqualTo("1.2.3.4");
        assertThat(addresses.of("192.0.2.1", List.of("9.9.9.9", "1.2.3.4"))).isEqualTo("1.2.3.4");
        assertThat(addresses.of("2001:db8:7fff::1", List.of("2001:db8:8000::1"))).isEqualTo("2001:db8:8000::1");
        assertThat(addresses.of("2001:db8:8000::1", FORGED)).isEqualTo("2001:db8:8000::1");
        assertThat(addresses.of("192.0.2.1", List.of())).isEqualTo("192.0.2.1");
    }

    @Test
    void whatIsNoAddressIsNotTaken() {
        ClientAddress addresses = new ClientAddress(List.of("192.0.2.1/32"));

        for (String text : List.of("", "localhost", "1.2.3", "999.1.1.1", "<script>", "1.2.3.4\"", "x".repeat(5000), ":".repeat(40))) {
            assertThat(addresses.of("192.0.2.1", List.of(text))).isEqualTo("192.0.2.1");
        }
    }

    @Test
    void aRangeThatIsNoneIsRefused() {
        for (String text : List.of("", "proxy.example.com", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "10.0.0.0/")) {
            assertThatThrownBy(() -> AddressRange.parse(text)).as(text).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
