package org.stillframe.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.NoSuchElementException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Calls the service as a client does, on connections that are kept. It is the plainest client that Java has: what it takes of the
 * processors is missing to the service, as the programs of virsh are to libvirt.
 */
final class Api {
    static {
        System.setProperty("http.maxConnections", Integer.toString(Rush.SERVERS));
    }

    private final URI service;
    private final String token;

    Api(URI service, String token) {
        this.service = service;
        this.token = token;
    }

    /**
     * What the service answered.
     *
     * @param operation the address of the operation that was begun, or null
     */
    record Answer(int status, String operation, String body) {}

    Answer send(String method, String path, String body) {
        try {
            HttpURLConnection request = (HttpURLConnection) service.resolve(path).toURL().openConnection();
            request.setRequestMethod(method);
            request.setRequestProperty("Authorization", "Bearer " + token);
            if (body != null || method.equals("POST")) {
                byte[] bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
                if (body != null) {
                    request.setRequestProperty("Content-Type", "application/json");
                }
                request.setDoOutput(true);
                request.setFixedLengthStreamingMode(bytes.length);
                request.getOutputStream().write(bytes);
            }
            int status = request.getResponseCode();
            try (InputStream stream = status < 400 ? request.getInputStream() : request.getErrorStream()) {
                String text = stream == null ? "" : new String(stream.readAllBytes(), StandardCharsets.UTF_8);
                return new Answer(status, request.getHeaderField("Operation-Location"), text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link #send}, but any status other than the expected one ends the bench. */
    Answer expect(int status, String method, String path, String body) {
        Answer answer = send(method, path, body);
        if (answer.status() != status) {
            throw new IllegalStateException(method + " " + path + ": " + answer.status() + " " + answer.body());
        }
        return answer;
    }

    /** Waits until the operation at that address has succeeded; any other end of it ends the bench. */
    void awaitSuccess(String operation) {
        while (true) {
            String item = expect(200, "GET", operation + "?wait=60", null).body();
            switch (text(item, "status")) {
                case "succeeded" -> {
                    return;
                }
                case "failed", "cancelled" -> throw new IllegalStateException(item);
                default -> {
                    // The time was up before the operation was.
                }
            }
        }
    }

    /** The first field of that name which holds a number. */
    static long number(String json, String field) {
        return Long.parseLong(first(json, "\"" + field + "\":(\\d+)"));
    }

    /** The first field of that name which holds a text without escapes. */
    static String text(String json, String field) {
        return first(json, "\"" + field + "\":\"([^\"]*)\"");
    }

    private static String first(String json, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(json);
        if (!matcher.find()) {
            throw new NoSuchElementException(pattern + " in " + json);
        }
        return matcher.group(1);
    }
}
