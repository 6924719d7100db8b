package org.stillframe.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import org.stillframe.account.SigningKeys;

/** Makes each webhook's secret from its salt and this service's signing key, so that no secret is kept in the database. */
@ApplicationScoped
public class WebhookSecrets {
    private static final String PURPOSE = "stillframe webhook secret 1 ";

    @Inject
    private SigningKeys keys;

    /** The same each time, on every node. */
    byte[] of(String salt) {
        return WebhookSignature.mac(
                keys.current().getPrivate().getEncoded(), (PURPOSE + salt).getBytes(StandardCharsets.UTF_8));
    }
}
