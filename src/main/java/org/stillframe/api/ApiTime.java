package org.stillframe.api;

import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;

/** Moments as the API writes them: UTC, whole seconds. */
public final class ApiTime {
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private ApiTime() {}

    public static String text(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /**
     * Reads a moment as RFC 3339 writes it, with any offset.
     *
     * @throws IllegalArgumentException if it is none, or not within the years 1 to 9999, which every database can keep
     */
    public static Instant parse(String text) {
        try {
            Instant moment = OffsetDateTime.parse(text).toInstant();
            if (moment.isBefore(FIRST) || moment.isAfter(LAST)) {
                throw new IllegalArgumentException(text);
            }
            return moment;
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The moment as a JSON string, or JSON null. */
    public static JsonValue orNull(Instant moment) {
        return moment == null ? JsonValue.NULL : Json.createValue(text(moment));
    }
}
