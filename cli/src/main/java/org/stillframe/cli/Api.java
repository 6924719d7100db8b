package org.stillframe.cli;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;

/** The service's HTTP API. Tries again while that makes sense; every answer that is no success ends in a {@link Failure}. */
final class Api {
    static final String SNAPSHOTS = "/api/v1/snapshots/";
    static final String OPERATIONS = "/api/v1/operations/";
    static final String SERVERS = "/api/v1/servers/";
    static final String EVENTS = "/api/v1/events/";
    static final String ME = "/api/v1/account/me/";

    /** Longer than the longest that the service holds an answer back. */
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(90);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final Login login;
    private final Surroundings surroundings;
    private final Duration patience;
    private final Consumer<String> note;

    /**
     * @param patience how long a request is tried again
     * @param note told why a request is being tried again
     */
    Api(Login login, Surroundings surroundings, Duration patience, Consumer<String> note) {
        this.login = login;
        this.surroundings = surroundings;
        this.patience = patience;
        this.note = note;
    }

    Answer get(String path) {
        return send(request(path).GET().build());
    }

    /** Does it once, however often it has to be sent. */
    Answer post(String path) {
        return send(keyed(path).POST(BodyPublishers.noBody()).build());
    }

    Answer post(String path, JsonObject body) {
        return send(keyed(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build());
    }

    /** What a try without an answer has deleted already is not missed by the next. */
    void delete(String path) {
        Answer answer = tried(request(path).DELETE().build());
        if (!(answer.status() == 404 && answer.repeated())) {
            checked(answer);
        }
    }

    /**
     * Opens the stream of events, once: who follows it for hours decides when to open it again.
     *
     * @param lastId of the last event that came before; null for what happens from now on
     * @return empty if the service has no such stream
     */
    Optional<EventStream> events(String lastId) throws IOException {
        HttpRequest.Builder request = request(EVENTS).setHeader("Accept", "text/event-stream");
        if (lastId != null) {
            request.header("Last-Event-ID", lastId);
        }
        HttpResponse<InputStream> response = once(request.build(), BodyHandlers.ofInputStream());
        if (response.statusCode() == 200 && response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream")) {
            return Optional.of(new EventStream(response.body(), lastId));
        }
        String body = new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
        Answer answer = new Answer(response.statusCode(), response.headers(), body, false);
        if (answer.status() == 404) {
            return Optional.empty();
        }
        if (answer.isTemporary()) {
            throw new IOException("The service answered " + answer.status());
        }
        throw new Failure(Problem.of(answer, login.url()));
    }

    private <T> HttpResponse<T> once(HttpRequest request, BodyHandler<T> handler) throws IOException {
        try {
            return http.send(request, handler);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitCode.FAILED, "Interrupted.");
        }
    }

    private HttpRequest.Builder keyed(String path) {
        return request(path).header("Idempotency-Key", UUID.randomUUID().toString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(login.url() + path))
                .timeout(LONGEST_ANSWER)
                .header("Authorization", "Bearer " + login.token())
                .header("Accept", "application/json")
                .header("User-Agent", "stillframe-cli");
    }

    private Answer send(HttpRequest request) {
        return checked(tried(request));
    }

    private Answer checked(Answer answer) {
        if (!answer.isSuccess()) {
            throw new Failure(Problem.of(answer, login.url()));
        }
        return answer;
    }

    private Answer tried(HttpRequest request) {
        Backoff backoff = new Backoff(surroundings, patience);
        boolean repeated = false;
        boolean noted = false;
        while (true) {
            String reason;
            Optional<Duration> pause;
            try {
                Answer answer = Answer.of(once(request, BodyHandlers.ofString()), repeated);
                pause = answer.isTemporary() ? backoff.pause(answer.retryAfter()) : Optional.empty();
                if (pause.isEmpty()) {
                    return answer;
                }
                reason = Problem.of(answer, login.url()).sentence();
            } catch (IOException e) {
                reason = told(e);
                pause = e instanceof SSLException ? Optional.empty() : backoff.pause(Optional.empty());
                repeated |= !(e instanceof ConnectException);
                if (pause.isEmpty()) {
                    throw new Failure(ExitCode.UNAVAILABLE, reason);
                }
            }
            if (!noted) {
                note.accept(reason + " Trying again.");
                noted = true;
            }
            surroundings.sleep().accept(pause.get());
        }
    }

    private String told(IOException e) {
        if (e instanceof SSLException) {
            return "No safe connection to %s: %s".formatted(login.url(), e.getMessage());
        }
        if (e instanceof HttpConnectTimeoutException || e instanceof ConnectException) {
            return "Nothing answers at %s.".formatted(login.url());
        }
        return "The connection to %s was lost before the answer came.".formatted(login.url());
    }
}
