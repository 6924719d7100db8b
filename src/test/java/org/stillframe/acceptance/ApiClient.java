package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;

/** A client that does nothing on its own: it follows no redirect and adds nothing but its token. */
final class ApiClient {
    static final String SNAPSHOTS = "/api/v1/snapshots/";
    private static final Set<String> ENDED = Set.of("succeeded", "failed", "cancelled");
    private static final Duration LONGEST_OPERATION = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final URI url;
    private final String token;

    /** @param token null to send none */
    ApiClient(URI url, String token) {
        this.url = url;
        this.token = token;
    }

    URI url() {
        return url;
    }

    String token() {
        return token;
    }

    Answer get(String path, String... headers) {
        return send("GET", path, BodyPublishers.noBody(), headers);
    }

    Answer post(String path) {
        return send("POST", path, BodyPublishers.noBody());
    }

    Answer post(String path, String json) {
        return send("POST", path, BodyPublishers.ofString(json), "Content-Type", "application/json");
    }

    Answer patch(String path, String json) {
        return send("PATCH", path, BodyPublishers.ofString(json), "Content-Type", "application/json");
    }

    Answer delete(String path) {
        return send("DELETE", path, BodyPublishers.noBody());
    }

    Answer send(String method, String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url.resolve(path)).method(method, body).timeout(Duration.ofSeconds(75));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
            return new Answer(method + " " + path, answer.statusCode(), answer.headers(), answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.io.UncheckedIOException(new InterruptedIOException(e.getMessage()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(method + " " + path, e);
        }
    }

    Answer create(long serverId, String name) {
        return post(SNAPSHOTS, Json.createObjectBuilder().add("server_id", serverId).add("name", name).build().toString());
    }

    /** Creates a snapshot and answers with its id when it is complete. */
    long createAndWait(long serverId, String name) {
        Answer created = create(serverId, name).expect(201);
        assertThat(end(created).getString("status")).isEqualTo("succeeded");
        return created.json().getJsonNumber("id").longValueExact();
    }

    Answer restore(long snapshotId) {
        return post(SNAPSHOTS + snapshotId + "/restore/");
    }

    /** Waits until the operation that the answer names has ended, and answers with it. */
    JsonObject end(Answer begun) {
        String location = begun.header("Operation-Location");
        assertThat(location).as(begun.toString()).isNotNull();
        long deadline = System.nanoTime() + LONGEST_OPERATION.toNanos();
        JsonObject operation;
        do {
            operation = get(location + "?wait=10").expect(200).json();
            assertThat(System.nanoTime()).as("the operation ends in time: " + operation).isLessThan(deadline);
        } while (!ENDED.contains(operation.getString("status")));
        return operation;
    }
}
