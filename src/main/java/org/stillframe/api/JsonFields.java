package org.stillframe.api;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

/** Values that may be absent, as JSON. */
public final class JsonFields {
    private JsonFields() {}

    public static JsonValue orNull(String text) {
        return text == null ? JsonValue.NULL : Json.createValue(text);
    }

    public static JsonValue orNull(Long number) {
        return number == null ? JsonValue.NULL : Json.createValue(number);
    }

    public static JsonValue orNull(Integer number) {
        return number == null ? JsonValue.NULL : Json.createValue(number);
    }

    /** {@code {"id": …, "name": …}}, or JSON null without an id. */
    public static JsonValue idAndName(Long id, String name) {
        return id == null ? JsonValue.NULL : idAndName(id.longValue(), name);
    }

    public static JsonObject idAndName(long id, String name) {
        return Json.createObjectBuilder().add("id", id).add("name", name).build();
    }
}
