package org.stillframe.webhook;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** How webhooks are sent. Read as text, so that what is wrong with a setting is told alike on every server. */
@ApplicationScoped
public class WebhookSettings {
    private static final String INTERNAL = "stillframe.webhook.internal";
    private static final String RETRY = "stillframe.webhook.retry";
    private static final String FIRST_PAUSE = "stillframe.webhook.first-pause";
    private static final String GIVE_UP = "stillframe.webhook.give-up";
    private static final Duration LONGEST = Duration.ofDays(365);

    private List<IPAddress> internal;
    private Duration retry;
    private Duration firstPause;
    private Duration giveUp;

    protected WebhookSettings() {}

    /** @throws IllegalArgumentException that names the setting and says what it must be */
    @Inject
    public WebhookSettings(
            @ConfigProperty(name = INTERNAL) Optional<String> internal,
            @ConfigProperty(name = RETRY, defaultValue = "PT24H") String retry,
            @ConfigProperty(name = FIRST_PAUSE, defaultValue = "PT5S") String firstPause,
            @ConfigProperty(name = GIVE_UP, defaultValue = "P5D") String giveUp) {
        this.internal = networks(internal.orElse(""));
        this.retry = duration(RETRY, retry);
        this.firstPause = duration(FIRST_PAUSE, firstPause);
        this.giveUp = duration(GIVE_UP, giveUp);
    }

    /** Networks that may be called although they are not public, and also without TLS; none by default. */
    public List<IPAddress> internal() {
        return internal;
    }

    /** For how long one delivery is tried. */
    public Duration retry() {
        return retry;
    }

    /** How long after the first try the second comes. */
    public Duration firstPause() {
        return firstPause;
    }

    /** After how long without any success a webhook is disabled. */
    public Duration giveUp() {
        return giveUp;
    }

    private static List<IPAddress> networks(String text) {
        return Arrays.stream(text.split(",")).map(String::strip).filter(part -> !part.isEmpty()).map(WebhookSettings::network).toList();
    }

    private static IPAddress network(String text) {
        try {
            return new IPAddressString(text).toAddress().toPrefixBlock();
        } catch (AddressStringException | RuntimeException e) {
            throw wrong(INTERNAL, text, "a list of networks, for instance 10.1.0.0/16, fd00:1::/64", e);
        }
    }

    private static Duration duration(String name, String text) {
        try {
            Duration parsed = Duration.parse(text.strip());
            if (parsed.compareTo(Duration.ZERO) > 0 && parsed.compareTo(LONGEST) <= 0) {
                return parsed;
            }
        } catch (DateTimeParseException | ArithmeticException e) {
            throw wrong(name, text, "an ISO-8601 duration, for instance PT24H or P7D", e);
        }
        throw wrong(name, text, "longer than nothing and at most P365D", null);
    }

    private static IllegalArgumentException wrong(String name, String value, String rule, Exception cause) {
        return new IllegalArgumentException(name + " is '" + value + "', but must be " + rule + ".", cause);
    }
}
