package org.stillframe.api;

import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Moments as the API writes them: UTC, whole seconds. */
public final class ApiTime {
    private ApiTime() {}

    public static String text(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** The moment as a JSON string, or JSON null. */
    public static JsonValue orNull(Instant moment) {
        return moment == null ? JsonValue.NULL : Json.createValue(text(moment));
    }
}
