package org.stillframe.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Base64;
import org.stillframe.account.KeySeal;

/** Makes each webhook's secret from its salt and the secret that all nodes share, so that none is kept in the database. */
@ApplicationScoped
public class WebhookSecrets {
    private static final String PURPOSE = "stillframe webhook secret 1 ";

    @Inject
    private KeySeal seal;

    /** The same each time, on every node. */
    byte[] of(String salt) {
        return Base64.getUrlDecoder().decode(seal.authenticate(PURPOSE + salt));
    }
}
