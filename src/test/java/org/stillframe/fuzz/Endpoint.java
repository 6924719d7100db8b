package org.stillframe.fuzz;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.stillframe.api.OpenApiDocument;

/**
 * An operation of the API as the document describes it.
 *
 * @param parameters of its path, its query and its headers, by what they are in
 * @param body the schema of its body; null if it takes none
 * @param statuses that its answers can have
 */
record Endpoint(
        String method,
        String path,
        Map<String, List<Parameter>> parameters,
        Map<String, Object> body,
        Set<Integer> statuses) {

    /** A parameter with the schema of its value. */
    record Parameter(String name, Map<String, Object> schema) {}

    Endpoint {
        requireNonNull(method, "method is null");
        requireNonNull(path, "path is null");
    }

    static List<Endpoint> all(OpenApiDocument document) {
        return document.operations().entrySet().stream()
                .map(entry -> of(document, entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Endpoint of(OpenApiDocument document, String name, Map<String, Object> operation) {
        String[] words = name.split(" ");
        Map<String, List<Parameter>> parameters = document.parameters(words[1], operation).stream()
                .collect(Collectors.groupingBy(
                        parameter -> (String) parameter.get("in"),
                        Collectors.mapping(
                                parameter -> new Parameter((String) parameter.get("name"), document.child(parameter, "schema")),
                                Collectors.toList())));
        Map<String, Object> body = document.child(
                document.child(document.child(document.child(operation, "requestBody"), "content"), "application/json"), "schema");
        Set<Integer> statuses = document.child(operation, "responses").keySet().stream().map(Integer::valueOf).collect(Collectors.toSet());
        return new Endpoint(words[0], words[1], parameters, body.isEmpty() ? null : body, statuses);
    }

    List<Parameter> in(String place) {
        return parameters.getOrDefault(place, List.of());
    }

    /** What the path lists, or has one of: {@code snapshots}. */
    String collection() {
        return path.split("/")[3];
    }

    String name() {
        return method + " " + path;
    }
}
