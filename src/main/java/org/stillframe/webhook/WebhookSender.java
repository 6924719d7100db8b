package org.stillframe.webhook;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/** Sends deliveries as this service is set up to. */
@ApplicationScoped
public class WebhookSender {
    /** Of one call in all. */
    static final Duration LONGEST = Duration.ofSeconds(20);

    @Inject
    private WebhookSettings settings;

    @Inject
    private WebhookSecrets secrets;

    @Inject
    private Clock clock;

    @Resource
    private ManagedScheduledExecutorService executor;

    private Courier courier;

    @PostConstruct
    void employ() {
        try {
            courier = new Courier(
                    new Targets(settings.internal()),
                    InetAddress::getAllByName,
                    SSLContext.getDefault(),
                    executor,
                    LONGEST.toMillis());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has TLS", e);
        }
    }

    Outcome send(Attempt attempt) {
        return courier.carry(attempt, secrets.of(attempt.salt()), clock.instant());
    }
}
