package org.stillframe.snapshot;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** How much is kept of what restores have replaced. */
@ApplicationScoped
public class SafetyPointSettings {
    private static final String RETENTION = "stillframe.safety.retention";
    private static final String LIMIT = "stillframe.safety.limit";
    private static final Duration LONGEST = Duration.ofDays(3650);

    private Duration retention;
    private int limit;

    protected SafetyPointSettings() {}

    /**
     * Read as text, so that what is wrong with a setting is told alike on every server.
     *
     * @throws IllegalArgumentException that names the setting and says what it must be
     */
    @Inject
    public SafetyPointSettings(
            @ConfigProperty(name = RETENTION, defaultValue = "PT24H") String retention,
            @ConfigProperty(name = LIMIT, defaultValue = "20") String limit) {
        this.retention = parseRetention(retention);
        this.limit = parseLimit(limit);
    }

    /** How long a restore can be undone. */
    public Duration retention() {
        return retention;
    }

    /** How many safety points a server may have. */
    public int limit() {
        return limit;
    }

    private static Duration parseRetention(String text) {
        try {
            Duration parsed = Duration.parse(text.strip());
            if (parsed.compareTo(Duration.ZERO) > 0 && parsed.compareTo(LONGEST) <= 0) {
                return parsed;
            }
        } catch (DateTimeParseException | ArithmeticException e) {
            throw wrong(RETENTION, text, "an ISO-8601 duration, for instance PT24H or P7D", e);
        }
        throw wrong(RETENTION, text, "longer than nothing and at most P3650D", null);
    }

    private static int parseLimit(String text) {
        try {
            int parsed = Integer.parseInt(text.strip());
            if (parsed > 0) {
                return parsed;
            }
        } catch (NumberFormatException e) {
            throw wrong(LIMIT, text, "a whole number", e);
        }
        throw wrong(LIMIT, text, "at least 1", null);
    }

    private static IllegalArgumentException wrong(String name, String value, String rule, RuntimeException cause) {
        return new IllegalArgumentException(name + " is '" + value + "', but must be " + rule + ".", cause);
    }
}
