package org.stillframe.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.NoSuchElementException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Calls the service as a client does. */
final class Api {
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI service;
    private final String token;

    Api(URI service, String token) {
        this.service = service;
        this.token = token;
    }

    HttpResponse<String> send(String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.resolve(path)).header("Authorization", "Bearer " + token);
        if (body == null) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.method(method, BodyPublishers.ofString(body)).header("Content-Type", "application/json");
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** As {@link #send}, but any status other than the expected one ends the bench. */
    HttpResponse<String> expect(int status, String method, String path, String body) {
        HttpResponse<String> answer = send(method, path, body);
        if (answer.statusCode() != status) {
            throw new IllegalStateException(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
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

    static String operation(HttpResponse<String> answer) {
        return answer.headers().firstValue("Operation-Location").orElseThrow();
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
