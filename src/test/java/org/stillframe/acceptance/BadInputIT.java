package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stillframe.acceptance.RawHttp.RawAnswer;

/** Whatever is sent gets a clear refusal: no server error, no page of the container, always a problem with code and id. */
@ExtendWith(SharedService.class)
class BadInputIT {
    private static final String JSON = "Content-Type: application/json";
    private static final String HUGE = "x".repeat(200_000);

    private final Service service;
    private final RawHttp http;
    private final SoftAssertions softly = new SoftAssertions();

    BadInputIT(Service service) {
        this.service = service;
        this.http = new RawHttp(service.owner().url());
    }

    @AfterEach
    void everyAnswerWasClearAndNothingWasMade() {
        softly.assertAll();
        assertThat(service.snapshots()).isEmpty();
        assertThat(service.nobody().get("/health/ready").status()).isEqualTo(200);
    }

    @Test
    void bodiesThatAreNoValidCreate() throws IOException {
        Map<String, String> fields = Map.ofEntries(
                Map.entry("{}", "server_id,name"),
                Map.entry("{\"server_id\":\"12345\",\"name\":\"a\"}", "server_id"),
                Map.entry("{\"server_id\":12345.0,\"name\":\"a\"}", "server_id"),
                Map.entry("{\"server_id\":12.5,\"name\":\"a\"}", "server_id"),
                Map.entry("{\"server_id\":true,\"name\":\"a\"}", "server_id"),
                Map.entry("{\"server_id\":null,\"name\":\"a\"}", "server_id"),
                Map.entry("{\"server_id\":[12345],\"name\":\"a\"}", "server_id"),
                Map.entry("{\"server_id\":{\"id\":12345},\"name\":\"a\"}", "server_id"),
                Map.entry("{\"server_id\":9223372036854775808,\"name\":\"a\"}", "server_id"),
                Map.entry("{\"server_id\":1e999999999,\"name\":\"a\"}", "server_id"),
                Map.entry("{\"server_id\":-1e-999999999,\"name\":\"a\"}", "server_id"),
                Map.entry("{\"server_id\":12345}", "name"),
                Map.entry("{\"server_id\":12345,\"name\":\"\"}", "name"),
                Map.entry("{\"server_id\":12345,\"name\":\"a b\"}", "name"),
                Map.entry("{\"server_id\":12345,\"name\":\"ä\"}", "name"),
                Map.entry("{\"server_id\":12345,\"name\":\"a\\n\"}", "name"),
                Map.entry("{\"server_id\":12345,\"name\":\"../../etc/passwd\"}", "name"),
                Map.entry("{\"server_id\":12345,\"name\":\"'; drop table snapshot; --\"}", "name"),
                Map.entry("{\"server_id\":12345,\"name\":\"" + "a".repeat(101) + "\"}", "name"),
                Map.entry("{\"server_id\":12345,\"name\":5}", "name"),
                Map.entry("{\"server_id\":12345,\"name\":null}", "name"),
                Map.entry("{\"server_id\":12345,\"name\":[\"a\"]}", "name"),
                Map.entry("{\"server_id\":12345,\"name\":\"a\",\"description\":5}", "description"),
                Map.entry("{\"server_id\":12345,\"name\":\"a\",\"description\":{}}", "description"),
                Map.entry("{\"server_id\":12345,\"name\":\"a\",\"description\":\"\\u0000\"}", "description"),
                Map.entry("{\"server_id\":12345,\"name\":\"a\",\"description\":\"\\ud800\"}", "description"),
                Map.entry("{\"server_id\":12345,\"name\":\"a\",\"description\":\"" + "d".repeat(1001) + "\"}", "description"),
                Map.entry("{\"server_id\":12345,\"name\":\"a\",\"consistency\":\"perfect\"}", "consistency"),
                Map.entry("{\"server_id\":12345,\"name\":\"a\",\"consistency\":1}", "consistency"),
                Map.entry("{\"server_id\":\"x\",\"name\":\"\",\"description\":1,\"consistency\":1}",
                        "server_id,name,description,consistency"));
        for (Map.Entry<String, String> entry : fields.entrySet()) {
            JsonObject problem = refused(400, "invalid", "POST", "/api/v1/snapshots/", entry.getKey(), JSON);
            if (problem != null && problem.containsKey("errors")) {
                softly.assertThat(problem.getJsonObject("errors").keySet())
                        .as(entry.getKey())
                        .containsExactlyInAnyOrder(entry.getValue().split(","));
            } else {
                softly.fail("No errors for " + entry.getKey() + ": " + problem);
            }
        }
    }

    @Test
    void bodiesThatAreNoJsonObject() throws IOException {
        for (String body : List.of("[]", "\"a\"", "1", "null", "true", "[{\"server_id\":12345,\"name\":\"a\"}]")) {
            refused(400, "invalid", "POST", "/api/v1/snapshots/", body, JSON);
        }
        for (String body : List.of(
                "", " ", "{", "}", "{]", "nope", "{\"server_id\":}", "{'server_id':12345}", "{\"server_id\":12345,}", "{}{}",
                "server_id=12345&name=a", "<xml/>", "\u0000", "{\"a\":" + "[".repeat(100_000), "[".repeat(5000) + "]".repeat(5000))) {
            refused(400, "malformed_json", "POST", "/api/v1/snapshots/", body, JSON);
        }
        for (byte[] body : List.of(
                new byte[] {(byte) 0xff, (byte) 0xfe, 0},
                "{\"server_id\":12345,\"name\":\"a\"}".getBytes(StandardCharsets.UTF_16),
                "{\"server_id\":12345,\"name\":\"a\",\"description\":\"ä\"}".getBytes(StandardCharsets.ISO_8859_1),
                new byte[] {'{', '"', (byte) 0xC0, (byte) 0xAF, '"', ':', '1', '}'})) {
            check(400, "malformed_json", "bytes", http.send(request("POST", "/api/v1/snapshots/", body, true, JSON)));
        }
        refused(413, "payload_too_large", "POST", "/api/v1/snapshots/", " ".repeat((1 << 20) + 1), JSON);
        refused(
                413, "payload_too_large", "POST", "/api/v1/snapshots/",
                "{\"server_id\":12345,\"name\":\"a\",\"description\":\"" + "d".repeat(2 << 20) + "\"}", JSON);
    }

    @Test
    void mediaTypesThatAreNotJson() throws IOException {
        String body = "{\"server_id\":12345,\"name\":\"a\"}";
        for (String type : List.of(
                "text/plain", "text/html", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
                "application/octet-stream", "application/json5", "image/png")) {
            refused(415, "unsupported_media_type", "POST", "/api/v1/snapshots/", body, "Content-Type: " + type);
        }
        for (String type : List.of("nonsense", "/", "application/", ";", "application/json/json", "a b/c")) {
            refused(0, null, "POST", "/api/v1/snapshots/", body, "Content-Type: " + type);
        }
    }

    @Test
    void queriesThatAreNone() throws IOException {
        for (String query : List.of(
                "server_id=", "server_id=x", "server_id=1.5", "server_id=1e3", "server_id=9223372036854775808",
                "server_id=12345&server_id=12345", "server_id=%00", "server_id=12345%20", "server_id=%2012345",
                "server_id[]=1&server_id=[]", "server_id", "server_id=0x10", "server_id=%ff%fe", "server_id=" + "9".repeat(5000))) {
            refused(400, "invalid", "GET", "/api/v1/snapshots/?" + query, "");
        }
        for (String query : List.of("%", "%zz", "&&&", "=", "?", "server_idx=%", "a=%c0%af", "x".repeat(3000), "a=" + "&a=".repeat(900))) {
            refused(0, null, "GET", "/api/v1/snapshots/?" + query, "");
        }
        refused(400, "invalid", "GET", "/api/v1/servers/?status=gone", "");
    }

    @Test
    void idsThatNameNothing() throws IOException {
        for (String id : List.of(
                "0", "-1", "+1", "1.5", "1e3", "abc", "9223372036854775808", "99999999999999999999999", "%31%00", "%00", "1%20", "%20",
                "1;x=y", ";x=y", "null", "%F0%9F%92%A9", "%ff", "1%0a", "1%0d%0aX-Evil:%201", "*", "~", "'", "%22", "$%7B7*7%7D",
                "%3Cscript%3E")) {
            for (String path : List.of("/api/v1/snapshots/%s/", "/api/v1/snapshots/%s", "/api/v1/servers/%s/", "/api/v1/operations/%s/")) {
                refused(0, null, "GET", path.replace("%s", id), "");
            }
            refused(0, null, "POST", "/api/v1/snapshots/" + id + "/restore/", "");
            refused(0, null, "DELETE", "/api/v1/snapshots/" + id + "/", "");
            refused(0, null, "POST", "/api/v1/servers/" + id + "/start/", "");
        }
    }

    @Test
    void pathsThatAreNone() throws IOException {
        for (String path : List.of(
                "/api", "/api/", "/api/v1", "/api/v1/", "/api/v2/snapshots/", "/api/v1/snapshot/", "/api/v1/snapshots//",
                "/api/v1//snapshots/", "//api/v1/snapshots/", "/api/v1/snapshots/1/restore/again/", "/api/v1/snapshots/1/undo/",
                "/api/v1/snapshots/%2e%2e/servers/", "/api/v1/snapshots/..%2fservers/", "/api/v1/snapshots/%2e%2e%2f%2e%2e%2f",
                "/api/v1/snapshots/../../../etc/passwd", "/api/v1/..;/..;/admin/", "/api/v1/snapshots/..;/servers/",
                "/api/v1/snapshots/%5c..%5c", "/api/v1/snapshots/%", "/api/v1/snapshots/%zz/", "/api/v1/snapshots/%c0%ae/",
                "/api/v1/snapshots/%u0041/", "/api/v1/SNAPSHOTS/", "/API/v1/snapshots/x", "/api/v1/snapshots.json",
                "/api/application.wadl", "/api/v1/application.wadl", "/api/v1/snapshots/" + "a/".repeat(500), "/api/v1/" + "x".repeat(4000),
                "/WEB-INF/web.xml", "/META-INF/persistence.xml", "/WEB-INF/classes/db/migration/V1__backbone.sql", "/nothing", "/%00",
                "/api/v1/snapshots/\u00e4/", "/api/v1/snapshots/{id}/", "/api/v1/snapshots/<x>/", "/api/v1/snapshots/|/", "/error")) {
            RawAnswer answer = http.send(request("GET", path, new byte[0], true));
            check(0, null, "GET " + path, answer);
            softly.assertThat(answer.body()).as(path).doesNotContain("persistence-unit", "create table", "root:");
        }
    }

    @Test
    void methodsThatAreNotAllowed() throws IOException {
        Map<String, List<String>> others = Map.of(
                "/api/v1/snapshots/", List.of("PUT", "PATCH", "DELETE"),
                "/api/v1/snapshots/1/", List.of("PUT", "PATCH", "POST"),
                "/api/v1/snapshots/abc/", List.of("PUT", "PATCH", "POST"),
                "/api/v1/snapshots/1/restore/", List.of("GET", "PUT", "PATCH", "DELETE"),
                "/api/v1/servers/1/start/", List.of("GET", "PUT", "DELETE"),
                "/api/v1/operations/", List.of("POST", "PUT", "DELETE"),
                "/api/v1/account/me/", List.of("POST", "PUT", "DELETE"));
        for (Map.Entry<String, List<String>> entry : others.entrySet()) {
            for (String method : entry.getValue()) {
                RawAnswer answer = http.send(request(method, entry.getKey(), new byte[0], true));
                check(405, "method_not_allowed", method + " " + entry.getKey(), answer);
                softly.assertThat(answer.headers()).as(method + " " + entry.getKey()).containsKey("allow");
            }
        }
        for (String method : List.of("TRACE", "OPTIONS", "HEAD", "PROPFIND", "BREW", "get", "X".repeat(300))) {
            for (String path : List.of("/api/v1/snapshots/", "/api/v1/snapshots/1/", "/", "/openapi")) {
                refused(0, null, method, path, "");
            }
        }
        softly.assertThat(http.send(request("TRACE", "/api/v1/snapshots/", new byte[0], true, "X-Secret: 1")).body())
                .doesNotContain("X-Secret");
    }

    @Test
    void headersThatAreOdd() throws IOException {
        for (String header : List.of(
                "Accept: text/html", "Accept: nonsense", "Accept: */*;q=x", "Accept-Encoding: nonsense", "Accept-Charset: nope",
                "Accept-Language: ;;;", "If-None-Match: \"", "If-Modified-Since: yesterday", "Range: bytes=9-1", "Expect: nonsense",
                "Cookie: JSESSIONID=../../x; =;", "X-Request-Id: " + "x".repeat(300), "X-Request-Id: <script>", "X-Request-Id:",
                "X-HTTP-Method-Override: DELETE", "Content-Encoding: gzip", "Content-Language: \u00e4", "Origin: null",
                "X-Forwarded-For: \"", "Upgrade: websocket", "Long: " + "x".repeat(5000), "Long: " + HUGE)) {
            refused(0, null, "GET", "/api/v1/snapshots/", "", header);
        }
        refused(0, null, "POST", "/api/v1/snapshots/", "not gzip", JSON, "Content-Encoding: gzip");
        for (String id : List.of("<script>", "x".repeat(129), "a b")) {
            RawAnswer answer = http.send(request("GET", "/api/v1/snapshots/", new byte[0], true, "X-Request-Id: " + id));
            softly.assertThat(answer.headers().get("x-request-id")).as(id).isNotEqualTo(id).matches("[A-Za-z0-9._-]{1,128}");
        }
    }

    @Test
    void tokensThatAreNone() throws IOException {
        String token = service.owner().token();
        String[] parts = token.split("\\.");
        for (String authorization : List.of(
                "", "Bearer", "Bearer ", "Bearer x", "Basic " + token, token, "Bearer " + parts[0] + "." + parts[1],
                "Bearer " + parts[0] + "." + parts[1] + ".", "Bearer " + token + "x", "Bearer " + token + " " + token,
                "Bearer eyJhbGciOiJub25lIn0." + parts[1] + ".", "Bearer " + parts[0] + "." + parts[0] + "." + parts[2],
                "Bearer ..", "Bearer " + "x".repeat(7000), "Bearer null", "Digest username=\"a\"")) {
            RawAnswer answer = http.send(request("GET", "/api/v1/snapshots/", new byte[0], false, "Authorization: " + authorization));
            check(401, "authentication_failed", "Authorization: " + authorization, answer);
            softly.assertThat(answer.headers()).as(authorization).containsEntry("www-authenticate", "Bearer");
        }
        check(401, "authentication_failed", "no token", http.send(request("GET", "/api/v1/account/me/", new byte[0], false)));
    }

    @Test
    void requestsThatAreBarelyHttp() throws IOException {
        for (String text : List.of(
                "GET /api/v1/snapshots/ HTTP/1.1\r\n\r\n",
                "GET /api/v1/snapshots/ HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n",
                "GET /api/v1/snapshots/ HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n",
                "POST /api/v1/snapshots/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: -1\r\n\r\n",
                "POST /api/v1/snapshots/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: x\r\n\r\n",
                "POST /api/v1/snapshots/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
                "GET  /api/v1/snapshots/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                "NONSENSE\r\n\r\n")) {
            RawAnswer answer = http.send(text.getBytes(StandardCharsets.ISO_8859_1));
            softly.assertThat(answer.status()).as(text).isLessThan(500);
            softly.assertThat(answer.body()).as(text).doesNotContainIgnoringCase("<html", "Exception", "\tat ");
        }
    }

    private JsonObject refused(int status, String code, String method, String path, String body, String... headers)
            throws IOException {
        RawAnswer answer = http.send(request(method, path, body.getBytes(StandardCharsets.UTF_8), true, headers));
        return check(status, code, shortened(method + " " + path + " " + String.join(" ", headers) + " " + body), answer);
    }

    /** @param status 0 for any that is no server error; then a success is fine too */
    private JsonObject check(int status, String code, String what, RawAnswer answer) {
        String told = shortened(what) + " -> " + answer.status() + " " + answer.contentType() + " " + shortened(answer.body());
        softly.assertThat(answer.status()).as(told).isBetween(200, 499);
        if (status > 0) {
            softly.assertThat(answer.status()).as(told).isEqualTo(status);
        }
        boolean empty = answer.body().isEmpty() && (what.startsWith("HEAD") || answer.status() < 300);
        if (answer.status() < 300 || empty || (status == 0 && answer.isBare())) {
            return null;
        }
        softly.assertThat(answer.body()).as(told).doesNotContainIgnoringCase("<html", "Exception", "\tat ", "payara", "grizzly");
        softly.assertThat(answer.contentType()).as(told).isEqualTo("application/problem+json");
        if (!answer.contentType().equals("application/problem+json")) {
            return null;
        }
        JsonObject problem = Json.createReader(new StringReader(answer.body())).readObject();
        softly.assertThat(problem.keySet()).as(told).contains("type", "title", "status", "detail", "code", "request_id");
        softly.assertThat(problem.getInt("status", 0)).as(told).isEqualTo(answer.status());
        softly.assertThat(problem.getString("request_id", "")).as(told).isEqualTo(answer.headers().get("x-request-id"));
        if (code != null) {
            softly.assertThat(problem.getString("code", "")).as(told).isEqualTo(code);
        }
        return problem;
    }

    private static String shortened(String text) {
        return text.length() > 300 ? text.substring(0, 300) + "…" : text;
    }

    private byte[] request(String method, String path, byte[] body, boolean withToken, String... headers) {
        Charset wire = StandardCharsets.UTF_8;
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        if (withToken) {
            head.append("Authorization: Bearer ").append(service.owner().token()).append("\r\n");
        }
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        if (body.length > 0 || method.equals("POST")) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        request.writeBytes(head.append("\r\n").toString().getBytes(wire));
        request.writeBytes(body);
        return request.toByteArray();
    }
}
