package org.stillframe.api;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.Yaml;

/** The OpenAPI document as maps and lists, with references followed. */
public final class OpenApiDocument {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    private final Map<String, Object> root;

    private OpenApiDocument(Map<String, Object> root) {
        this.root = root;
    }

    public static OpenApiDocument read() throws IOException {
        try (InputStream document = OpenApiDocument.class.getResourceAsStream("/META-INF/openapi.yaml")) {
            return new OpenApiDocument(new Yaml().load(document));
        }
    }

    /** Operations of the API by {@code GET /path/}. */
    public Map<String, Map<String, Object>> operations() {
        return operations(path -> path.startsWith("/api/"));
    }

    /** Those of what is served beside the API, for everybody. */
    Map<String, Map<String, Object>> publicOperations() {
        return operations(path -> !path.startsWith("/api/"));
    }

    private Map<String, Map<String, Object>> operations(Predicate<String> wanted) {
        Map<String, Map<String, Object>> operations = new TreeMap<>();
        child(root, "paths").forEach((path, item) -> asMap(item).forEach((method, operation) -> {
            if (METHODS.contains(method) && wanted.test(path)) {
                operations.put(method.toUpperCase(Locale.ROOT) + " " + path, asMap(operation));
            }
        }));
        return operations;
    }

    /** The parameters of an operation: its own and those that stand beside it, as all methods of the path have them. */
    public List<Map<String, Object>> parameters(String path, Map<String, Object> operation) {
        List<Object> all = new ArrayList<>((List<?>) child(child(root, "paths"), path).getOrDefault("parameters", List.of()));
        all.addAll((List<?>) operation.getOrDefault("parameters", List.of()));
        return all.stream().map(parameter -> resolve(asMap(parameter))).toList();
    }

    /** A member that is an object, following a reference; an absent one is empty. */
    public Map<String, Object> child(Map<String, Object> parent, String name) {
        Object value = parent.get(name);
        return value == null ? Map.of() : resolve(asMap(value));
    }

    /** Whether an operation's answer has no end. */
    public boolean isStream(Map<String, Object> operation) {
        return child(child(child(operation, "responses"), "200"), "content").containsKey("text/event-stream");
    }

    /** The query parameters of an operation. */
    public Set<String> queryParameters(Map<String, Object> operation) {
        return ((List<?>) operation.getOrDefault("parameters", List.of()))
                .stream()
                .map(parameter -> resolve(asMap(parameter)))
                .filter(parameter -> parameter.get("in").equals("query"))
                .map(parameter -> (String) parameter.get("name"))
                .collect(Collectors.toSet());
    }

    /** The security requirements of an operation, or those of the document. */
    List<?> security(Map<String, Object> operation) {
        return (List<?>) operation.getOrDefault("security", root.getOrDefault("security", List.of()));
    }

    /** The values that a property of a schema can have. */
    List<String> schemaEnum(String schema, String property) {
        Map<String, Object> properties = child(child(child(child(root, "components"), "schemas"), schema), "properties");
        return ((List<?>) child(properties, property).get("enum")).stream().map(String.class::cast).toList();
    }

    private Map<String, Object> resolve(Map<String, Object> value) {
        if (value.get("$ref") instanceof String reference) {
            Map<String, Object> target = root;
            for (String segment : reference.substring("#/".length()).split("/")) {
                target = child(target, segment);
            }
            return target;
        }
        return value;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(Object value) {
        return (Map<String, Object>) value;
    }
}
