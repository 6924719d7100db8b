package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.stillframe.acceptance.RawHttp.RawAnswer;

/** Pages of the origins that the setting names may call the API from a browser; nobody else's. */
class CrossOriginIT {
    private static final String CONSOLE = "https://console.example.com";
    private static final String ELSEWHERE = "https://elsewhere.example.com";
    private static Service service;

    @BeforeAll
    static void start() throws IOException {
        service = Service.fresh("cors", Map.of("STILLFRAME_CORS_ORIGINS", CONSOLE + ",http://localhost:3000"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void aPreflightOfANamedOriginNeedsNoToken() throws IOException {
        for (String path : new String[] {"/api/v1/snapshots/", "/api/v1/snapshots/1/", "/api/v1/snapshots/1/restore/", "/api/v1/nothing/"}) {
            RawAnswer answer = preflight(path, CONSOLE);

            assertThat(answer.status()).as(path).isEqualTo(204);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.headers())
                    .as(path)
                    .containsEntry("access-control-allow-origin", CONSOLE)
                    .containsEntry("access-control-max-age", "600")
                    .containsEntry("vary", "Origin")
                    .containsKey("x-request-id")
                    .doesNotContainKey("access-control-allow-credentials");
            assertThat(answer.headers().get("access-control-allow-methods").split(", "))
                    .contains("GET", "POST", "PATCH", "DELETE");
            assertThat(answer.headers().get("access-control-allow-headers").split(", "))
                    .contains("Authorization", "Content-Type", "Idempotency-Key", "If-None-Match", "Last-Event-ID", "X-Request-Id");
        }
    }

    @Test
    void aPreflightOfAnybodyElseIsToldNothing() throws IOException {
        for (String origin : new String[] {ELSEWHERE, "null", CONSOLE + ":8443", "http://console.example.com", "https://CONSOLE.example.com"}) {
            RawAnswer answer = preflight("/api/v1/snapshots/", origin);

            assertThat(answer.headers().keySet()).as(origin).noneMatch(name -> name.startsWith("access-control-"));
            assertThat(answer.headers()).as(origin).containsEntry("vary", "Origin");
        }
    }

    @Test
    void anAnswerToANamedOriginMayBeReadWithItsHeaders() {
        Answer listed = service.owner().get("/api/v1/servers/", "Origin", CONSOLE).expect(200);

        assertThat(listed.header("Access-Control-Allow-Origin")).isEqualTo(CONSOLE);
        assertThat(listed.header("Access-Control-Allow-Credentials")).isNull();
        assertThat(listed.header("Vary")).isEqualTo("Origin");
        assertThat(listed.header("Access-Control-Expose-Headers").split(", "))
                .contains(
                        "ETag", "Link", "Location", "Operation-Location", "Idempotency-Replayed", "X-Request-Id", "RateLimit-Limit",
                        "RateLimit-Remaining", "RateLimit-Reset", "Retry-After", "WWW-Authenticate");
        assertThat(service.owner().get("/api/v1/servers/", "Origin", "http://localhost:3000").header("Access-Control-Allow-Origin"))
                .isEqualTo("http://localhost:3000");
    }

    @Test
    void errorsMayBeReadToo() {
        for (Answer refused : new Answer[] {
            service.nobody().get("/api/v1/servers/", "Origin", CONSOLE).expectProblem(401, "authentication_failed"),
            service.owner().get("/api/v1/servers/999999/", "Origin", CONSOLE).expectProblem(404, "not_found"),
            service.owner().get("/api/v1/nothing/", "Origin", CONSOLE).expectProblem(404, "not_found"),
            service.owner().send("PUT", "/api/v1/servers/", BodyPublishers.noBody(), "Origin", CONSOLE)
                    .expectProblem(405, "method_not_allowed")
        }) {
            assertThat(refused.header("Access-Control-Allow-Origin")).as(refused.toString()).isEqualTo(CONSOLE);
        }
    }

    @Test
    void anybodyElseIsAnsweredAsWithoutThis() {
        Answer foreign = service.owner().get("/api/v1/servers/", "Origin", ELSEWHERE).expect(200);
        Answer none = service.owner().get("/api/v1/servers/").expect(200);

        for (Answer answer : new Answer[] {foreign, none}) {
            assertThat(answer.headers().map().keySet()).noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("access-control-"));
            assertThat(answer.header("Vary")).isEqualTo("Origin");
        }
        assertThat(foreign.body()).isEqualTo(none.body());
    }

    private static RawAnswer preflight(String path, String origin) throws IOException {
        URI url = service.owner().url();
        return new RawHttp(url)
                .send(("OPTIONS " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nOrigin: " + origin
                                + "\r\nAccess-Control-Request-Method: POST\r\n"
                                + "Access-Control-Request-Headers: authorization,content-type\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
    }
}
