package org.stillframe.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedOriginsTest {
    @Test
    void nothingIsAllowedUnlessItIsNamed() {
        AllowedOrigins origins = new AllowedOrigins(Optional.of(" "));

        assertThat(origins.isEmpty()).isTrue();
        assertThat(origins.holds("https://console.example.com")).isFalse();
        assertThat(origins.holds(null)).isFalse();
    }

    @Test
    void exactlyWhatIsNamedIsAllowed() {
        AllowedOrigins origins = new AllowedOrigins(Optional.of("https://console.example.com, http://localhost:3000,http://[::1]:3000"));

        assertThat(origins.isEmpty()).isFalse();
        assertThat(origins.holds("https://console.example.com")).isTrue();
        assertThat(origins.holds("http://localhost:3000")).isTrue();
        assertThat(origins.holds("http://[::1]:3000")).isTrue();
        assertThat(origins.holds("http://console.example.com")).isFalse();
        assertThat(origins.holds("https://console.example.com:8443")).isFalse();
        assertThat(origins.holds("https://console.example.com.elsewhere.com")).isFalse();
        assertThat(origins.holds("https://evil-console.example.com")).isFalse();
        assertThat(origins.holds("null")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "*", "https://*.example.com", "console.example.com", "https://console.example.com/", "https://Console.example.com", "null", "ftp://a",
        "https://a https://b"
    })
    void whatIsNoOriginIsRefusedByName(String setting) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AllowedOrigins(Optional.of(setting)))
                .withMessageContaining("stillframe.cors.origins")
                .withMessageContaining("'" + setting + "'");
    }
}
