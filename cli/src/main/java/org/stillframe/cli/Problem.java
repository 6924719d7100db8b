package org.stillframe.cli;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

/**
 * Why the service refused a request or failed at it (RFC 9457).
 *
 * @param body as it came
 * @param requestId by which the operator finds the request in the service's log; null if unknown
 */
record Problem(int status, String code, String sentence, String requestId, String body) {
    /** @param url of the service, to be named if what answers there is something else */
    static Problem of(Answer answer, String url) {
        String requestId = answer.header("X-Request-Id").orElse(null);
        if (!answer.contentType().equals("application/problem+json")) {
            return new Problem(answer.status(), "", foreign(answer, url), requestId, answer.body());
        }
        JsonObject problem = answer.json(url);
        StringBuilder sentence = new StringBuilder(problem.getString("detail", "The service answered " + answer.status() + "."));
        if (problem.get("errors") instanceof JsonObject errors) {
            errors.forEach((field, messages) -> sentence.append("\n  ").append(field).append(": ").append(joined(messages)));
        }
        String running = Readable.text(problem, "operation", "id");
        if (running != null) {
            sentence.append(" Follow it: stillframe watch ").append(running);
        }
        return new Problem(answer.status(), problem.getString("code", ""), sentence.toString(), requestId, answer.body());
    }

    private static String joined(JsonValue messages) {
        if (!(messages instanceof JsonArray list)) {
            return messages.toString();
        }
        return String.join(" ", list.getValuesAs(value -> value instanceof JsonString text ? text.getString() : value.toString()));
    }

    private static String foreign(Answer answer, String url) {
        if (answer.status() / 100 == 3) {
            return "%s leads elsewhere, to %s; log in to that address."
                    .formatted(url, answer.header("Location").orElse("nowhere"));
        }
        return "What answers at %s is not Stillframe, or a proxy in front of it: it said %d.".formatted(url, answer.status());
    }

    boolean isForeign() {
        return code.isEmpty();
    }

    int exitCode() {
        if (code.equals("snapshot_limit_reached") || code.equals("server_state_invalid")) {
            return ExitCode.CONFLICT;
        }
        if (isForeign() && status != 401) {
            return ExitCode.UNAVAILABLE;
        }
        return switch (status) {
            case 400, 413, 415, 422 -> ExitCode.USAGE;
            case 401, 403 -> ExitCode.AUTHENTICATION;
            case 404 -> ExitCode.NOT_FOUND;
            case 409 -> ExitCode.CONFLICT;
            case 429, 503 -> ExitCode.UNAVAILABLE;
            default -> ExitCode.FAILED;
        };
    }
}
