package org.stillframe.faults;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A client of the service, for which it is nothing special that the service is not there. */
final class Client {
    static final String SNAPSHOTS = "/api/v1/snapshots/";
    static final String SERVERS = "/api/v1/servers/";
    static final String OPERATIONS = "/api/v1/operations/";
    static final Set<String> ENDED = Set.of("succeeded", "failed", "cancelled");

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI service;
    private final String token;

    Client(URI service, String token) {
        this.service = service;
        this.token = token;
    }

    /** What the service answered. */
    record Answer(int status, String body, String operation) {
        JsonObject json() {
            return Json.createReader(new StringReader(body)).readObject();
        }
    }

    /** @throws IOException if no answer came: nobody knows then whether it was done */
    Answer send(String method, String path, String body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.resolve(path))
                .header("Authorization", "Bearer " + token)
                .timeout(Duration.ofSeconds(75));
        if (body == null) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.method(method, BodyPublishers.ofString(body)).header("Content-Type", "application/json");
        }
        try {
            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
            String operation = answer.headers().firstValue("Operation-Location").orElse(null);
            return new Answer(answer.statusCode(), answer.body(), operation);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    Answer get(String path) throws IOException {
        return send("GET", path, null);
    }

    Answer create(long server, String name) throws IOException {
        return send("POST", SNAPSHOTS, "{\"server_id\": " + server + ", \"name\": \"" + name + "\"}");
    }

    List<JsonObject> list(String path) throws IOException {
        Answer answer = get(path);
        if (answer.status() != 200) {
            throw new IOException("GET " + path + ": " + answer.status() + " " + answer.body());
        }
        return answer.json().getJsonArray("results").getValuesAs(JsonObject.class);
    }

    /** Whether the service and all of its hosts are there. */
    boolean isReady() {
        try {
            return get("/health/ready").status() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
