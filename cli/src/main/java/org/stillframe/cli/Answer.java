package org.stillframe.cli;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the service answered.
 *
 * @param repeated whether an earlier try had no answer, so that the service may have done it before
 */
record Answer(int status, HttpHeaders headers, String body, boolean repeated) {
    static Answer of(HttpResponse<String> response, boolean repeated) {
        return new Answer(response.statusCode(), response.headers(), response.body(), repeated);
    }

    Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /** Without parameters; empty if there is none. */
    String contentType() {
        return header("Content-Type").orElse("").split(";")[0].strip();
    }

    /** How long the service asks to wait before the next try; empty if it does not, or by a date. */
    Optional<Duration> retryAfter() {
        return header("Retry-After").filter(text -> text.matches("[0-9]{1,9}")).map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }

    boolean isSuccess() {
        return status / 100 == 2;
    }

    /** Whether the same request may well succeed a little later. */
    boolean isTemporary() {
        boolean proxy = (status == 502 || status == 504) && !contentType().equals("application/problem+json");
        return status == 429 || status == 503 || proxy || status == 409 && body.contains("\"idempotency_in_progress\"");
    }

    JsonObject json() {
        return json("the address");
    }

    JsonObject json(String url) {
        try (JsonReader reader = Json.createReader(new StringReader(body))) {
            return reader.readObject();
        } catch (JsonException e) {
            throw new Failure(
                    ExitCode.UNAVAILABLE,
                    "What answers at %s is not Stillframe: it said something else than JSON.".formatted(url));
        }
    }

    List<JsonObject> results() {
        return json().getJsonArray("results").getValuesAs(JsonObject.class);
    }

    /** Id of the operation that the request began. */
    String operation() {
        String location = header("Operation-Location")
                .orElseThrow(() -> new Failure(ExitCode.FAILED, "The service did not say which operation it has begun."));
        String[] segments = location.split("/");
        return segments[segments.length - 1];
    }
}
