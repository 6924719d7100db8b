package org.stillframe.fuzz;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.stillframe.api.OpenApiDocument;

/** Looks into schemas of the document: references followed, what {@code allOf} puts together put together. */
final class Schemas {
    private final OpenApiDocument document;

    Schemas(OpenApiDocument document) {
        this.document = document;
    }

    /** The properties of an object, in the document's order. */
    Map<String, Map<String, Object>> properties(Map<String, Object> schema) {
        Map<String, Map<String, Object>> properties = new LinkedHashMap<>();
        document.child(schema, "properties").keySet().forEach(name ->
                properties.put(name, flat(document.child(document.child(schema, "properties"), name))));
        return properties;
    }

    /** What an array holds. */
    Map<String, Object> items(Map<String, Object> schema) {
        return flat(document.child(schema, "items"));
    }

    private Map<String, Object> flat(Map<String, Object> schema) {
        if (!(schema.get("allOf") instanceof List<?> parts)) {
            return schema;
        }
        Map<String, Object> whole = new LinkedHashMap<>(schema);
        parts.forEach(part -> whole.putAll(document.child(Map.of("part", part), "part")));
        return whole;
    }
}
