package org.stillframe.api;

import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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

    /** Anything but control characters, and whole characters only: no text that is kept here has others. */
    public Optional<String> text(String name) {
        Optional<String> value = value(name);
        if (value.filter(given -> given.codePoints().anyMatch(QueryParameters::isUnwritable)).isPresent()) {
            throw invalid(name, "must not hold control characters or halves of characters.");
        }
        return value;
    }

    /** What is looked for, or "" for something that cannot be found, as nothing is called so. */
    public Optional<String> matching(String name, Pattern possible) {
        return value(name).map(given -> possible.matcher(given).matches() ? given : "");
    }

    private Optional<String> value(String name) {
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

    private static boolean isUnwritable(int codePoint) {
        return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
    }

    public Optional<Long> integer(String name) {
        return value(name).map(value -> {
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

    /** An integer within bounds, both of which it may be. */
    public Optional<Long> integer(String name, long least, long most) {
        return integer(name).map(number -> {
            if (number < least || number > most) {
                throw invalid(name, "must be between " + least + " and " + most + ".");
            }
            return number;
        });
    }

    /** A moment as RFC 3339 writes it, with any offset. A plus sign that was not encoded arrives as a space and is meant as such. */
    public Optional<Instant> moment(String name) {
        return value(name).map(text -> {
            try {
                return ApiTime.parse(text.replace(' ', '+'));
            } catch (IllegalArgumentException e) {
                throw invalid(name, "must be a time as in 2025-01-15T18:30:00Z, within the years 1 to 9999.");
            }
        });
    }

    /** One of the given values, by its name in lower case. */
    @SafeVarargs
    public final <E extends Enum<E>> Optional<E> oneOf(String name, E... values) {
        Map<String, E> codes = new LinkedHashMap<>();
        for (E value : values) {
            codes.put(value.name().toLowerCase(Locale.ROOT), value);
        }
        return oneOf(name, List.copyOf(codes.keySet())).map(codes::get);
    }

    /** One of the given values. */
    public Optional<String> oneOf(String name, List<String> values) {
        Optional<String> value = value(name);
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
