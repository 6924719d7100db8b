package org.stillframe.api;

import static java.util.Objects.requireNonNull;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.stillframe.error.ServiceException;

/**
 * A JSON object that a client sent, read field by field without any coercion. Faults are collected, so that {@link #check} can
 * tell them all at once; until then a faulty field reads as null.
 */
public final class RequestBody {
    /** Control characters but tab and newline, and surrogates that stand alone: neither can be shown or stored faithfully. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cs}&&[^\\t\\n]]");

    private final JsonObject json;
    private final Map<String, List<String>> faults = new LinkedHashMap<>();

    public RequestBody(JsonObject json) {
        this.json = requireNonNull(json, "json is null");
    }

    /** A required 64-bit integer. */
    public Long requiredInteger(String field) {
        JsonValue value = json.get(field);
        if (value == null) {
            return fault(field, "This field is required.");
        }
        try {
            if (value instanceof JsonNumber number && number.isIntegral()) {
                return number.longValueExact();
            }
        } catch (ArithmeticException | UnsupportedOperationException e) {
            return fault(field, "It must be a 64-bit integer.");
        }
        return fault(field, "It must be an integer.");
    }

    /** A required text that matches the whole pattern; {@code rule} says in words what it must be. */
    public String requiredText(String field, Pattern pattern, String rule) {
        JsonValue value = json.get(field);
        if (value == null) {
            return fault(field, "This field is required.");
        }
        if (!(value instanceof JsonString text)) {
            return fault(field, "It must be a string.");
        }
        return pattern.matcher(text.getString()).matches() ? text.getString() : fault(field, rule);
    }

    /** A text of at most so many code points; null if it is left out or null. */
    public String optionalText(String field, int maximumLength) {
        JsonValue value = json.get(field);
        if (value == null || value == JsonValue.NULL) {
            return null;
        }
        if (!(value instanceof JsonString)) {
            return fault(field, "It must be a string.");
        }
        String text = ((JsonString) value).getString();
        if (text.codePointCount(0, text.length()) > maximumLength) {
            return fault(field, "It must have at most " + maximumLength + " characters.");
        }
        if (UNPRINTABLE.matcher(text).find()) {
            return fault(field, "It must not contain control characters other than tab and newline.");
        }
        return text;
    }

    /** One of the given texts; null if it is left out or null. */
    public String optionalChoice(String field, List<String> choices) {
        JsonValue value = json.get(field);
        if (value == null || value == JsonValue.NULL) {
            return null;
        }
        return value instanceof JsonString text && choices.contains(text.getString())
                ? text.getString()
                : fault(field, "It must be one of " + String.join(", ", choices) + ".");
    }

    /** An object of its own; null if it is left out or null. Its faults are told under {@code field.name}. */
    public RequestBody optionalObject(String field) {
        JsonValue value = json.get(field);
        if (value == null || value == JsonValue.NULL) {
            return null;
        }
        return value instanceof JsonObject object ? new RequestBody(object) : fault(field, "It must be an object.");
    }

    /** A 64-bit integer of at least {@code minimum}; null if it is left out or null. */
    public Long optionalInteger(String field, long minimum) {
        if (json.get(field) == null || json.get(field) == JsonValue.NULL) {
            return null;
        }
        Long number = requiredInteger(field);
        return number != null && number < minimum ? fault(field, "It must be at least " + minimum + ".") : number;
    }

    /** A 64-bit integer from {@code minimum} to {@code maximum}; null if it is left out or null. */
    public Long optionalInteger(String field, long minimum, long maximum) {
        Long number = optionalInteger(field, minimum);
        return number != null && number > maximum ? fault(field, "It must be at most " + maximum + ".") : number;
    }

    /** Whether the field was sent, be it as null. */
    public boolean has(String field) {
        return json.containsKey(field);
    }

    /** A required text for people: so many code points at most, none of them a control character, and not only blanks. */
    public String requiredName(String field, int maximumLength) {
        return requiredText(
                field,
                Pattern.compile("(?=.*\\S)[^\\p{Cc}\\p{Cs}]{1," + maximumLength + "}"),
                "It must have 1 to " + maximumLength + " printable characters.");
    }

    /** A required {@code true} or {@code false}. */
    public Boolean requiredBoolean(String field) {
        JsonValue value = json.get(field);
        if (value == null) {
            return fault(field, "This field is required.");
        }
        return value == JsonValue.TRUE || value == JsonValue.FALSE
                ? Boolean.valueOf(value == JsonValue.TRUE)
                : fault(field, "It must be true or false.");
    }

    /** A required array of at least one of the given texts. */
    public List<String> requiredChoices(String field, List<String> choices) {
        JsonValue value = json.get(field);
        if (value == null) {
            return fault(field, "This field is required.");
        }
        if (!(value instanceof JsonArray array) || array.isEmpty()) {
            return fault(field, "It must be an array of at least one text.");
        }
        for (JsonValue element : array) {
            if (!(element instanceof JsonString text) || !choices.contains(text.getString())) {
                return fault(field, "It must hold nothing but these: " + String.join(", ", choices) + ".");
            }
        }
        return array.getValuesAs(JsonString::getString);
    }

    /** Takes over the faults of an object inside this one. */
    public void include(String field, RequestBody inner) {
        inner.faults.forEach((name, messages) -> faults.put(field + "." + name, messages));
    }

    /** @throws ServiceException with {@code INVALID} that names every faulty field */
    public void check() {
        if (!faults.isEmpty()) {
            throw new ServiceException("Correct these fields and send it again: " + String.join(", ", faults.keySet()) + ".", faults);
        }
    }

    private <T> T fault(String field, String message) {
        faults.computeIfAbsent(field, name -> new ArrayList<>()).add(message);
        return null;
    }
}
