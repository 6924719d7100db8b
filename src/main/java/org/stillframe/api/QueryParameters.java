package org.stillframe.api;

import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.stillframe.error.ServiceException;

/** Reads query parameters strictly: given once and not empty, or not at all. */
public final class QueryParameters {
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,19}");
    private final MultivaluedMap<String, String> given;

    public QueryParameters(UriInfo uri) {
        this.given = uri.getQueryParameters();
    }

    public Optional<String> text(String name) {
        List<String> values = given.get(name);
        if (values == null) {
            return Optional.empty();
        }
        if (values.size() > 1) {
            throw invalid(name, "must be given once.");
        }
        if (values.get(0).isEmpty()) {
            throw invalid(name, "must not be empty.");
        }
        return Optional.of(values.get(0));
    }

    public Optional<Long> integer(String name) {
        return text(name).map(value -> {
            try {
                if (INTEGER.matcher(value).matches()) {
                    return Long.valueOf(value);
                }
            } catch (NumberFormatException e) {
                throw invalid(name, "must be a 64-bit integer.");
            }
            throw invalid(name, "must be an integer.");
        });
    }

    /** One of the given values. */
    public Optional<String> oneOf(String name, List<String> values) {
        Optional<String> value = text(name);
        if (value.isPresent() && !values.contains(value.get())) {
            throw invalid(name, "must be one of " + String.join(", ", values) + ".");
        }
        return value;
    }

    private static ServiceException invalid(String name, String message) {
        return new ServiceException(
                "The query parameter " + name + " " + message, Map.of(name, List.of("It " + message)));
    }
}
