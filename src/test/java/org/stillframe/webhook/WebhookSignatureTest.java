package org.stillframe.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class WebhookSignatureTest {
    private static final byte[] SECRET = Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static final Instant TIME = Instant.ofEpochSecond(1614265330);

    /** The example that libraries for Standard Webhooks are tested by. */
    @Test
    void theSignatureIsThatOfStandardWebhooks() {
        assertThat(WebhookSignature.of(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", TIME, "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void theSecretIsShownAsStandardWebhooksHasIt() {
        assertThat(WebhookSignature.shown(SECRET)).isEqualTo("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    }

    @Test
    void eachPartIsSigned() {
        String signature = WebhookSignature.of(SECRET, "msg", TIME, "body");

        assertThat(WebhookSignature.of(SECRET, "msh", TIME, "body")).isNotEqualTo(signature);
        assertThat(WebhookSignature.of(SECRET, "msg", TIME.plusSeconds(1), "body")).isNotEqualTo(signature);
        assertThat(WebhookSignature.of(SECRET, "msg", TIME, "bodz")).isNotEqualTo(signature);
    }
}
