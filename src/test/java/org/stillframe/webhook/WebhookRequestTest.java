package org.stillframe.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import inet.ipaddr.IPAddressString;
import jakarta.json.Json;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stillframe.api.RequestBody;
import org.stillframe.error.ServiceException;
import org.stillframe.event.EventKind;

class WebhookRequestTest {
    private static final Targets PUBLIC = new Targets(List.of());
    private static final Targets INTERNAL =
            new Targets(List.of(new IPAddressString("127.0.0.0/8").getAddress().toPrefixBlock()));

    private static WebhookRequest of(String url) {
        return WebhookRequest.create(new RequestBody(Json.createObjectBuilder().add("url", url).build()));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "https://example.com", "https://example.com/hook?key=a%20b", "HTTPS://EXAMPLE.COM:8443/", "https://8.8.8.8/", "https://[2606:4700:4700::1111]/x"
    })
    void whatIsPublicAndHasTlsIsTaken(String url) {
        assertThat(of(url).urlFault(PUBLIC)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "http://example.com/", "ftp://example.com/", "example.com", "/hook", "https://", "https:///hook", "https://user:secret@example.com/",
        "https://example.com/#part", "https://example.com:0/", "https://example.com:70000/", "https://127.0.0.1/", "https://[::1]/",
        "https://[::ffff:10.0.0.1]/", "https://169.254.169.254/latest/meta-data/", "https://10.0.0.1:8443/", "https://exa_mple.com/",
        "file:///etc/passwd", "https:opaque", "https://[fe80::1]/", "https://0.0.0.0/", "javascript:alert(1)"
    })
    void anyOtherUrlIsRefused(String url) {
        assertThat(of(url).urlFault(PUBLIC)).isNotNull();
    }

    @Test
    void whereTheOperatorHasNamedANetworkItIsTakenWithoutTls() {
        assertThat(of("http://127.0.0.1:8080/").urlFault(INTERNAL)).isNull();
        assertThat(of("http://10.0.0.1:8080/").urlFault(INTERNAL)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{}", "{\"url\": 1}", "{\"url\": \"\"}", "{\"url\": \"https://ä.example/\"}", "{\"url\": \"https://a b\"}", "{\"url\": null}",
        "{\"url\": \"https://example.com\", \"events\": []}", "{\"url\": \"https://example.com\", \"events\": [\"reset\"]}",
        "{\"url\": \"https://example.com\", \"description\": 1}"
    })
    void whatIsNoWebhookIsInvalid(String json) {
        RequestBody body = new RequestBody(Json.createReader(new StringReader(json)).readObject());

        assertThatThrownBy(() -> WebhookRequest.create(body)).isInstanceOf(ServiceException.class);
    }

    @Test
    void allEventsAreWantedUnlessSomeAreNamed() {
        assertThat(of("https://example.com").kinds()).containsExactlyInAnyOrder(EventKind.values());
        WebhookRequest one = WebhookRequest.change(new RequestBody(
                Json.createObjectBuilder().add("events", Json.createArrayBuilder().add("snapshot")).add("enabled", false).build()));
        assertThat(one.kinds()).containsExactly(EventKind.SNAPSHOT);
        assertThat(one.enabled()).isFalse();
        assertThat(one.url()).isNull();
    }
}
