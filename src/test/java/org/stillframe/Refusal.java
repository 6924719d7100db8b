package org.stillframe;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A request that is refused, and how. An answer is told as {@code 404 not_found} for a problem, as {@code 405 method_not_allowed GET, HEAD}
 * for one with {@code Allow}, as {@code 400} for a bare status of the server's HTTP layer, and as {@code closed} for none.
 *
 * @param request where {@code {token}} stands for a token that may do all
 */
public record Refusal(String name, String request, String onPayara, String onWildFly) {
    private static final String JSON = "Content-Type: application/json";
    private static final String SNAPSHOTS = "/api/v1/snapshots/";
    private static final int MIB = 1 << 20;

    byte[] bytes(String token) {
        return request.replace("{token}", token).getBytes(StandardCharsets.ISO_8859_1);
    }

    static List<Refusal> all() {
        List<Refusal> all = new ArrayList<>();
        urls(all);
        methods(all);
        bodies(all);
        headers(all);
        http(all);
        return all;
    }

    private static void urls(List<Refusal> all) {
        for (String path : List.of(
                "/api", "/api/", "/api/v1", "/api/v1/nothing/", "/api/v2/snapshots/", "/api/application.wadl", "/nothing", "/nothing.xhtml",
                "/nothing/at/all", "/error", "//api/v1/snapshots/", "/api//v1/snapshots/", SNAPSHOTS + "../../../etc/passwd",
                SNAPSHOTS + "%2e%2e/servers/", "/api/v1/..;/..;/admin/", "/WEB-INF/web.xml", "/META-INF/persistence.xml", "/webjars/", "/resources/",
                "/jakarta.faces.resource/nothing.js.xhtml", "/jakarta.faces.push/x", "/api/v1/" + "x".repeat(7000))) {
            alike(all, "GET " + path, get(path), "404 not_found");
        }
        alike(all, "a slash in an id", get(SNAPSHOTS + "..%2fservers/"), "404 not_found");
        alike(all, "no such thing", get(SNAPSHOTS + "999999/"), "404 not_found");
        alike(all, "no id", get(SNAPSHOTS + "abc/"), "404 not_found");
        alike(all, "a page's path in a query", get(SNAPSHOTS + "?server_id=%00"), "400 invalid");
        differing(all, "a parameter in the path", get(SNAPSHOTS + ";x=1"), "200", "404 not_found");
        differing(all, "broken percent-encoding", get("/api/v1/%"), "200", "400");
        differing(all, "percent-encoding that is none", get(SNAPSHOTS + "%zz/"), "200", "400");
        differing(all, "bytes that are no UTF-8", get("/api/v1/%ff"), "400", "400 invalid");
        differing(all, "NUL", get("/api/v1/%00"), "400", "404 not_found");
        differing(all, "a backslash", get("/api/v1\\snapshots/"), "400", "400");
        differing(all, "bytes that are not encoded", get(SNAPSHOTS + "\u00ff/"), "400", "400");
        differing(all, "a character that must be encoded", get("/api/v1/<x>/"), "404 not_found", "400");
        differing(all, "a URL of 9,000 bytes", get("/api/v1/" + "x".repeat(9000)), "400", "404 not_found");
        differing(all, "no path", request("GET", "*", "", null), "404 not_found", "404 not_found");
        differing(all, "a path without its slash", get("api/v1/snapshots/"), "400", "404 not_found");
    }

    private static void methods(List<Refusal> all) {
        for (String method : List.of("PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "BREW")) {
            alike(all, method + " on a list", request(method, SNAPSHOTS, "", null), "405 method_not_allowed GET, POST");
            alike(all, method + " on what has GET alone", request(method, "/api/v1/account/me/", "", null), "405 method_not_allowed GET");
            alike(all, method + " on what has POST alone", request(method, SNAPSHOTS + "1/restore/", "", null), "405 method_not_allowed POST");
            for (String path : List.of("/openapi", "/.well-known/jwks.json", "/favicon.svg", "/docs/", "/docs/errors/", "/", "/login.xhtml")) {
                alike(all, method + " " + path, request(method, path, "", null), "405 method_not_allowed GET, HEAD");
            }
        }
        for (String path : List.of("/openapi", "/.well-known/jwks.json")) {
            alike(all, "POST " + path, request("POST", path, "", ""), "405 method_not_allowed GET, HEAD");
        }
    }

    private static void bodies(List<Refusal> all) {
        alike(all, "no body", post("", JSON), "400 malformed_json");
        alike(all, "broken JSON", post("{", JSON), "400 malformed_json");
        alike(all, "no object", post("[]", JSON), "400 invalid");
        alike(all, "deep nesting", post("[".repeat(100_000), JSON), "400 malformed_json");
        alike(all, "deep nesting that is closed", post("{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000), JSON), "400 malformed_json");
        alike(all, "a key twice", post("{\"server_id\":1,\"server_id\":\"x\",\"name\":\"a\"}", JSON), "400 invalid");
        alike(all, "bytes that are no UTF-8", post("{\"server_id\":1,\"name\":\"\u00ff\"}", JSON), "400 malformed_json");
        alike(all, "an overlong character", post("{\"server_id\":1,\"name\":\"\u00c0\u00af\"}", JSON), "400 malformed_json");
        alike(all, "a body and another protocol", post("{}", JSON, "Upgrade: websocket"), "400 invalid");
        alike(all, "another protocol and no body to read", post("", "Idempotency-Key: upgraded", "Upgrade: websocket"), "400 invalid");
        alike(all, "chunks and another protocol", request("POST", SNAPSHOTS, "Transfer-Encoding: chunked\r\nUpgrade: x\r\n", null)
                + "2\r\n{}\r\n0\r\n\r\n", "400 invalid");
        alike(all, "text", post("{}", "Content-Type: text/plain"), "415 unsupported_media_type");
        alike(all, "a form", post("a=b", "Content-Type: application/x-www-form-urlencoded"), "415 unsupported_media_type");
        alike(all, "a form in parts", post("x", "Content-Type: multipart/form-data"), "415 unsupported_media_type");
        alike(all, "no media type", post("{}", "Content-Type: nonsense"), "400 invalid");
        alike(all, "over 1 MiB", post(" ".repeat(MIB + 1), JSON), "413 payload_too_large");
        alike(all, "over 10 MiB", post(" ".repeat(12 * MIB), JSON), "413 payload_too_large");
        alike(all, "over 1 MiB beside the API", request("POST", "/login.xhtml", "", " ".repeat(MIB + 1)), "413 payload_too_large");
        alike(all, "a login in parts", request("POST", "/login.xhtml", "Content-Type: multipart/form-data\r\n", "x"), "415 unsupported_media_type");
        alike(all, "a login in parts and chunks", request("POST", "/login.xhtml", "Content-Type: multipart/form-data\r\nTransfer-Encoding: chunked\r\n", null)
                + "1\r\nx\r\n0\r\n\r\n", "415 unsupported_media_type");
        for (String path : List.of(SNAPSHOTS, "/login.xhtml", "/nothing")) {
            alike(all, "1 TB announced and not sent to " + path, request("POST", path, JSON + "\r\nContent-Length: 1000000000000\r\n", null),
                    "413 payload_too_large");
        }
        for (int length : new int[] {MIB + 1, 2 * MIB, 12 * MIB}) {
            alike(all, length + " bytes in chunks", request("POST", SNAPSHOTS, JSON + "\r\nTransfer-Encoding: chunked\r\n", null)
                    + Integer.toHexString(length) + "\r\n" + " ".repeat(length) + "\r\n0\r\n\r\n", "413 payload_too_large");
        }
        differing(all, "chunks that are none", request("POST", SNAPSHOTS, JSON + "\r\nTransfer-Encoding: chunked\r\n", null) + "zz\r\n{}\r\n",
                "400", "closed");
    }

    private static void headers(List<Refusal> all) {
        alike(all, "no token", get(SNAPSHOTS).replace("Authorization: Bearer {token}\r\n", ""), "401 authentication_failed");
        alike(all, "no media type is accepted", get(SNAPSHOTS, "Accept: text/html"), "406 not_acceptable");
        alike(all, "a weight that is none", get(SNAPSHOTS, "Accept: */*;q=x"), "400 invalid");
        alike(all, "a tag that is none", get(SNAPSHOTS + "999999/", "If-None-Match: \""), "404 not_found");
        alike(all, "two keys", request("POST", SNAPSHOTS, "Idempotency-Key: a\r\nIdempotency-Key: b\r\n", "{}"), "400 invalid");
        differing(all, "an expectation that is none", get(SNAPSHOTS, "Expect: nonsense"), "417", "200");
        differing(all, "a header of 200,000 bytes", get(SNAPSHOTS, "X-Long: " + "x".repeat(200_000)), "400", "200");
        differing(all, "2,000 headers", get(SNAPSHOTS, "X: y\r\n".repeat(1999) + "X: y"), "400", "400");
        differing(all, "a name that is none", get(SNAPSHOTS, "a b: c"), "400", "200");
        differing(all, "two hosts", get(SNAPSHOTS, "Host: b"), "200", "400");
        differing(all, "a host that is none", get(SNAPSHOTS).replace("Host: localhost", "Host: a b<>"), "200", "400");
        alike(all, "no host", get(SNAPSHOTS).replace("Host: localhost\r\n", ""), "400");
    }

    private static void http(List<Refusal> all) {
        for (String length : List.of("-1", "x")) {
            alike(all, "Content-Length: " + length, post("{}", JSON).replace("Content-Length: 2", "Content-Length: " + length), "400");
        }
        alike(all, "two lengths", post("{}", JSON, "Content-Length: 5"), "400");
        alike(all, "a length and chunks", post("2\r\n{}\r\n0\r\n\r\n", JSON, "Transfer-Encoding: chunked"), "400");
        alike(all, "an encoding that is none", post("{}", JSON, "Transfer-Encoding: gzip"), "400");
        differing(all, "a version that is none", get(SNAPSHOTS).replace("HTTP/1.1", "HTTP/9.9"), "505", "400");
        differing(all, "no line of HTTP", "NONSENSE\r\n\r\n", "closed", "400");
    }

    private static void alike(List<Refusal> all, String name, String request, String answer) {
        differing(all, name, request, answer, answer);
    }

    private static void differing(List<Refusal> all, String name, String request, String onPayara, String onWildFly) {
        all.add(new Refusal(name, request, onPayara, onWildFly));
    }

    private static String get(String path, String... headers) {
        return request("GET", path, headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n", null);
    }

    private static String post(String body, String... headers) {
        return request("POST", SNAPSHOTS, String.join("\r\n", headers) + "\r\n", body);
    }

    private static String request(String method, String path, String headers, String body) {
        return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n" + headers
                + (body == null ? "" : "Content-Length: " + body.length() + "\r\n") + "\r\n" + (body == null ? "" : body);
    }
}
