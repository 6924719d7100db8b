package org.stillframe.event;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.stillframe.recurring.RecurringTask;

/** Forgets events that are older than a client is likely to ask for. */
@ApplicationScoped
public class EventRetention implements RecurringTask {
    private static final String SETTING = "stillframe.events.retention";
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(3650);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private EventLog log;
    private Duration retention;

    protected EventRetention() {}

    /**
     * Read as text, so that what is wrong with the setting is told alike on every server.
     *
     * @throws IllegalArgumentException that names the setting and says what it must be
     */
    @Inject
    public EventRetention(EventLog log, @ConfigProperty(name = SETTING, defaultValue = "PT24H") String retention) {
        this.log = log;
        this.retention = parse(retention);
    }

    private static Duration parse(String text) {
        try {
            Duration parsed = Duration.parse(text.strip());
            if (parsed.compareTo(SHORTEST) >= 0 && parsed.compareTo(LONGEST) <= 0) {
                return parsed;
            }
        } catch (DateTimeParseException | ArithmeticException e) {
            throw wrong(text, "an ISO-8601 duration, for instance PT24H or P7D", e);
        }
        throw wrong(text, "at least PT1S and at most P3650D", null);
    }

    private static IllegalArgumentException wrong(String value, String rule, RuntimeException cause) {
        return new IllegalArgumentException(SETTING + " is '" + value + "', but must be " + rule + ".", cause);
    }

    /** How long events are kept. */
    Duration retention() {
        return retention;
    }

    @Override
    public Duration pause() {
        return retention.compareTo(LONGEST_PAUSE) < 0 ? retention : LONGEST_PAUSE;
    }

    @Override
    public void run() {
        while (log.forgetOlderThan(retention)) {
            // Each in a transaction of its own, so that none lasts long.
        }
    }
}
