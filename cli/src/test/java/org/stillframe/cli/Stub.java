package org.stillframe.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** Answers one request after another as it was told to, and remembers what it was asked. */
final class Stub implements AutoCloseable {
    record Request(String method, String path, Map<String, List<String>> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name, List.of()).stream().findFirst().orElse(null);
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    private record Reply(int status, String body, String... headers) {}

    private final HttpServer server;
    private final Deque<Reply> replies = new ArrayDeque<>();
    private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());

    Stub() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    Stub answers(int status, String json, String... headers) {
        String type = status / 100 == 2 ? "application/json" : "application/problem+json";
        return says(status, type, json, headers);
    }

    Stub says(int status, String type, String body, String... headers) {
        List<String> all = new ArrayList<>(List.of("Content-Type", type));
        all.addAll(List.of(headers));
        replies.add(new Reply(status, body, all.toArray(String[]::new)));
        return this;
    }

    Stub refuses(int status, String code, String detail, String... headers) {
        return answers(status, """
                {"status": %d, "code": "%s", "detail": "%s", "request_id": "r-1"}""".formatted(status, code, detail), headers);
    }

    /** Takes the next request and ends the connection without an answer. */
    Stub breaksOff() {
        replies.add(new Reply(0, ""));
        return this;
    }

    List<Request> requests() {
        return requests;
    }

    private void serve(HttpExchange exchange) throws IOException {
        requests.add(new Request(
                exchange.getRequestMethod(), exchange.getRequestURI().toString(), Map.copyOf(exchange.getRequestHeaders()),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        Reply reply = replies.size() > 1 ? replies.remove() : replies.peek();
        if (reply == null || reply.status() == 0) {
            exchange.close();
            return;
        }
        for (int i = 0; i < reply.headers().length; i += 2) {
            exchange.getResponseHeaders().set(reply.headers()[i], reply.headers()[i + 1]);
        }
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
