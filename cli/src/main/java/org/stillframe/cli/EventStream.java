package org.stillframe.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Server-sent events as they come over one connection. */
final class EventStream implements AutoCloseable {
    /** @param data one line of JSON */
    record Event(String kind, String data) {}

    /** The service says something every 15 seconds; who is silent for longer is gone. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(40);

    private final InputStream body;
    private final BufferedReader lines;
    private String lastId;
    private String kind;
    private String data;

    /** @param lastId of the last event that came over an earlier connection; null if there was none */
    EventStream(InputStream body, String lastId) {
        this.body = body;
        this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        this.lastId = lastId;
    }

    String lastId() {
        return lastId;
    }

    /**
     * Waits for the next sign of life.
     *
     * @return the event that is complete now, or null if there is none yet
     * @throws IOException if the connection is lost
     */
    Event next() throws IOException {
        String line = read();
        if (line.isEmpty()) {
            Event event = data == null ? null : new Event(kind, data);
            kind = null;
            data = null;
            return event;
        }
        String value = line.substring(line.indexOf(':') + 1).strip();
        if (line.startsWith("id:")) {
            lastId = value;
        } else if (line.startsWith("event:")) {
            kind = value;
        } else if (line.startsWith("data:")) {
            data = value;
        }
        return null;
    }

    private String read() throws IOException {
        CompletableFuture<String> reading = CompletableFuture.supplyAsync(this::line);
        try {
            String line = reading.get(LONGEST_SILENCE.toSeconds(), TimeUnit.SECONDS);
            if (line == null) {
                throw new IOException("The service has ended the stream.");
            }
            return line;
        } catch (TimeoutException e) {
            throw new IOException("The service has fallen silent.", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitCode.FAILED, "Interrupted.");
        }
    }

    private String line() {
        try {
            return lines.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException e) {
            // There is nothing left to be lost.
        }
    }
}
