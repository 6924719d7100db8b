package org.stillframe;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/** Listens to an event stream and keeps what it hears, read as the standard says. */
public final class EventReader implements AutoCloseable {
    public static final String EVENTS = "/api/v1/events/";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpResponse<InputStream> answer;
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final List<String> comments = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile String lastId = "";
    private volatile boolean ended;
    private volatile IOException failure;

    /** @param account email that its item carries, or null */
    public record Event(long id, String kind, JsonObject data) {
        public String status() {
            return data.getString("status");
        }

        /** For instance {@code snapshot completed}. */
        public String told() {
            return kind + " " + status();
        }

        public String account() {
            return data.getString("account", null);
        }

        /** The id of what it tells of, as text. */
        public String subject() {
            return data.get("id").toString().replace("\"", "");
        }
    }

    private EventReader(HttpResponse<InputStream> answer) {
        this.answer = answer;
        this.thread = new Thread(this::read, "event reader");
        thread.setDaemon(true);
        thread.start();
    }

    /** @param query what comes after the path, or nothing */
    public static EventReader listen(URI url, String token, String query, String... headers) {
        HttpResponse<InputStream> answer = connect(url, token, query, headers);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        return new EventReader(answer);
    }

    public static HttpResponse<InputStream> connect(URI url, String token, String query, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url.resolve(EVENTS + query)).header("Accept", "text/event-stream").timeout(PATIENCE);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .build()
                    .send(request.build(), BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            String kind = "";
            StringBuilder data = new StringBuilder();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    if (!data.isEmpty()) {
                        JsonObject item = Json.createReader(new StringReader(data.toString())).readObject();
                        events.add(new Event(Long.parseLong(lastId), kind, item));
                    }
                    kind = "";
                    data.setLength(0);
                } else if (line.startsWith(":")) {
                    comments.add(line);
                } else if (line.startsWith("id: ")) {
                    lastId = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    kind = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data.append(line.substring(6));
                } else {
                    throw new IOException("Not a line of an event stream: " + line);
                }
            }
        } catch (IOException e) {
            failure = e;
        }
        ended = true;
    }

    public HttpResponse<InputStream> answer() {
        return answer;
    }

    public List<Event> events() {
        return List.copyOf(events);
    }

    public List<String> told() {
        return events.stream().map(Event::told).toList();
    }

    public int comments() {
        return comments.size();
    }

    /** What a browser would send in Last-Event-ID now. */
    public String lastId() {
        return lastId;
    }

    public List<Event> await(int count) {
        Awaitility.await().atMost(PATIENCE).until(() -> events.size() >= count);
        return events();
    }

    public void awaitTold(String told) {
        Awaitility.await().atMost(PATIENCE).until(() -> told().contains(told));
    }

    public boolean hasEnded() {
        return ended;
    }

    /** Whether it ended as an answer that is whole does. */
    public boolean endedCleanly() {
        return ended && failure == null;
    }

    @Override
    public void close() {
        try {
            answer.body().close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }
}
