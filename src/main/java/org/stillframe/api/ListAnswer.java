package org.stillframe.api;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.function.Function;

/** The form of every list: {@code {count, results}}. */
public final class ListAnswer {
    private ListAnswer() {}

    public static <T> JsonObject of(List<T> items, Function<T, JsonObject> toJson) {
        JsonArrayBuilder results = Json.createArrayBuilder();
        items.forEach(item -> results.add(toJson.apply(item)));
        return Json.createObjectBuilder().add("count", items.size()).add("results", results).build();
    }
}
