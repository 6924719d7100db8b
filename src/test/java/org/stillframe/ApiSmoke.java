package org.stillframe;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.builder.RequestSpecBuilder;
import io.restassured.builder.ResponseSpecBuilder;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.restassured.specification.ResponseSpecification;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.stillframe.acceptance.RawHttp;
import org.stillframe.acceptance.RawHttp.RawAnswer;
import org.stillframe.error.ErrorCode;

/** What every server that Stillframe runs on has to answer alike. Each test leaves the server as it found it. */
public abstract class ApiSmoke {
    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final Duration SIZING = Duration.ofSeconds(60);
    private static final String MOMENT = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ";
    private static final String PROBLEM = "application/problem+json";
    private static final Set<String> ENDED = Set.of("succeeded", "failed", "cancelled");

    /** The service, ready to answer. */
    protected abstract ServiceUnderTest service();

    @Test
    void snapshotIsCreatedReadRestoredAndDeleted() {
        Response created = create("smoke-test", "Made by a test");
        created.then()
                .statusCode(201)
                .contentType(ContentType.JSON)
                .header("Location", "/api/v1/snapshots/" + created.path("id") + "/")
                .body("", aMapWithSize(8))
                .body("server", equalTo(Map.of("id", (int) service().serverId(), "name", "web-server-01")))
                .body("name", equalTo("smoke-test"))
                .body("status", equalTo("in_progress"))
                .body("size_mb", nullValue())
                .body("created_at", matchesPattern(MOMENT))
                .body("description", equalTo("Made by a test"))
                .body("message", equalTo("Snapshot is being created. This may take 3-10 minutes depending on server size."));
        int id = created.path("id");
        end(created).then().body("status", equalTo("succeeded")).body("kind", equalTo("snapshot_create"));

        owner().get("/api/v1/snapshots/" + id + "/")
                .then()
                .statusCode(200)
                .body("status", equalTo("completed"))
                .body("size_mb", greaterThan(0))
                .body("consistency", notNullValue())
                .body("progress", equalTo(100))
                .body("failure", nullValue());
        await().atMost(SIZING)
                .untilAsserted(() -> owner().get("/api/v1/snapshots/" + id + "/").then().body("exclusive_mb", notNullValue()));
        owner().get("/api/v1/snapshots/?server_id=" + service().serverId())
                .then()
                .statusCode(200)
                .body("results.id", hasItem(id))
                .body("results", everyItem(aMapWithSize(7)))
                .body("results.find { it.id == " + id + " }.status", equalTo("completed"));

        Response restoring = owner().post("/api/v1/snapshots/" + id + "/restore/");
        restoring
                .then()
                .statusCode(200)
                .body("", aMapWithSize(4))
                .body("status", equalTo("success"))
                .body("message", equalTo("Server is being restored from snapshot. This may take 5-15 minutes."))
                .body("snapshot.id", equalTo(id))
                .body("server.status", equalTo("restoring"));
        end(restoring).then().body("status", equalTo("succeeded")).body("kind", equalTo("snapshot_restore"));

        Response undoing = owner().post(restoring.header("Operation-Location") + "undo/");
        undoing.then()
                .statusCode(202)
                .body("", aMapWithSize(11))
                .body("kind", equalTo("restore_undo"))
                .body("snapshot", nullValue());
        end(undoing).then().body("status", equalTo("succeeded"));
        owner().post(created.header("Operation-Location") + "undo/").then().spec(problem(409, "operation_not_undoable"));

        Response deleted = owner().delete("/api/v1/snapshots/" + id + "/");
        deleted.then().statusCode(204);
        assertThat(deleted.asByteArray()).isEmpty();
        owner().get("/api/v1/snapshots/" + id + "/").then().statusCode(404);
        owner().get("/api/v1/snapshots/").then().body("results.id", not(hasItem(id)));
    }

    @Test
    void aNewSigningKeyLeavesOldTokensGoodAndIsPublished() {
        Response made = admin().post("/api/v1/signing-keys/");
        made.then().statusCode(201).body("signs", equalTo(true));

        owner().get("/api/v1/servers/").then().statusCode(200);
        Response token = admin().body("{\"name\": \"newer\", \"scopes\": [\"servers:read\"]}").post("/api/v1/tokens/");
        token.then().statusCode(201);
        given().baseUri(service().url().toString())
                .header("Authorization", "Bearer " + token.path("token"))
                .get("/api/v1/servers/")
                .then()
                .statusCode(200);
        String keys = given().baseUri(service().url().toString()).get("/.well-known/jwks.json").then().statusCode(200).extract().asString();
        assertThat(keys).contains((String) made.path("id")).doesNotContain("\"d\":");
        // As a generated client sends it: only the errors of a delete have a body.
        admin().accept("application/problem+json").delete("/api/v1/tokens/" + token.path("id") + "/").then().statusCode(204);
    }

    @Test
    void theAuditTrailIsWhole() {
        admin().patch("/api/v1/accounts/1/").then().statusCode(400);
        admin().body("{\"name\": \"Renamed\"}").patch("/api/v1/accounts/1/").then().statusCode(200);
        admin().body("{\"name\": \"Demo\"}").patch("/api/v1/accounts/1/").then().statusCode(200);
        await().atMost(SIZING)
                .untilAsserted(() -> admin().get("/api/v1/audit/verify/")
                        .then()
                        .statusCode(200)
                        .body("intact", equalTo(true))
                        .body("verified", greaterThan(1))
                        .body("first_broken", nullValue()));
        admin().get("/api/v1/audit/?action=account.changed").then().body("results[0].origin", notNullValue());
        String lines = admin().get("/api/v1/audit/export/").then().statusCode(200).extract().asString();
        assertThat(lines).contains("\"action\":\"account.changed\"");
    }

    @Test
    void aForgedOrWrongLoginIsRefusedInPlainWords() throws IOException {
        String form = "loginForm=loginForm&loginForm%3Aemail=nobody%40example.com&loginForm%3Apassword=x&loginForm%3Asubmit="
                + "&jakarta.faces.ViewState=stateless";
        login(form).then().statusCode(400);
        String nonce = Base64.getEncoder().encodeToString(UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8));
        String whole = form + "&primefaces.nonce=" + URLEncoder.encode(nonce, StandardCharsets.UTF_8);
        login(whole).then().statusCode(200).body(containsString("Email or password is wrong"));
        given().baseUri(service().url().toString())
                .header("Origin", "https://elsewhere.example.com")
                .contentType("application/x-www-form-urlencoded")
                .body(whole)
                .post("/login.xhtml")
                .then()
                .statusCode(403);
        // As a reverse proxy may send it on.
        assertThat(loginInChunks(whole).body()).contains("Email or password is wrong");
        assertThat(loginInChunks(whole + "&padding=" + "x".repeat(1 << 20)).status()).isEqualTo(413);
        assertThat(loginInChunks(whole + "&padding=%").status()).isEqualTo(400);
    }

    private RawAnswer loginInChunks(String form) throws IOException {
        String head = "POST /login.xhtml HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\n\r\n";
        String chunk = Integer.toHexString(form.length()) + "\r\n" + form + "\r\n0\r\n\r\n";
        return new RawHttp(service().url()).send((head + chunk).getBytes(StandardCharsets.US_ASCII));
    }

    private Response login(String form) {
        return given().baseUri(service().url().toString())
                .contentType("application/x-www-form-urlencoded")
                .body(form)
                .post("/login.xhtml");
    }

    @Test
    void whoListensIsToldAndWhoComesBackMissesNothing() {
        try (EventReader reader = EventReader.listen(service().url(), service().token(), "")) {
            Response created = create("told", "");
            created.then().statusCode(201);
            end(created);
            List<EventReader.Event> told = reader.await(4);
            assertThat(reader.told())
                    .containsExactly("operation running", "snapshot in_progress", "snapshot completed", "operation succeeded");
            owner().delete("/api/v1/snapshots/" + created.path("id") + "/").then().statusCode(204);
            reader.awaitTold("snapshot deleted");
            String second = Long.toString(told.get(1).id());
            try (EventReader back = EventReader.listen(service().url(), service().token(), "", "Last-Event-ID", second)) {
                assertThat(back.await(3).subList(0, 3)).isEqualTo(reader.await(5).subList(2, 5));
            }
            int before = reader.comments();
            await().atMost(Duration.ofSeconds(17)).until(() -> reader.comments() > before);
            assertThat(reader.hasEnded()).isFalse();
        }
    }

    /** Nobody has a name below .invalid, so that nothing is called. */
    @Test
    void whatAWebhookIsToldOfIsTriedAndListed() {
        Response made = owner().body("{\"url\": \"https://receiver.invalid/\", \"events\": [\"snapshot\"]}").post("/api/v1/webhooks/");
        made.then().statusCode(201).body("secret", matchesPattern("whsec_[A-Za-z0-9+/]{43}=")).body("enabled", equalTo(true));
        Response created = create("sent", "");
        end(created);
        await().atMost(SIZING).untilAsserted(() -> owner().get(made.header("Location") + "deliveries/?status=pending")
                .then()
                .statusCode(200)
                .body("count", equalTo(2))
                .body("results.attempts", everyItem(greaterThan(0)))
                .body("results.error", everyItem(equalTo("The host name leads to no address that may be called."))));
        owner().delete(made.header("Location")).then().statusCode(204);
        owner().get(made.header("Location")).then().spec(problem(404, "not_found"));
        owner().delete("/api/v1/snapshots/" + created.path("id") + "/").then().statusCode(204);
    }

    @Test
    void theStreamOfARevokedTokenEndsWithinFiveSeconds() {
        Response made = owner().body("{\"name\": \"listener\", \"scopes\": [\"snapshots:read\"]}").post("/api/v1/tokens/");
        made.then().statusCode(201);
        try (EventReader reader = EventReader.listen(service().url(), made.path("token"), "")) {
            owner().delete(made.header("Location")).then().statusCode(204);
            await().atMost(Duration.ofSeconds(5)).until(reader::endedCleanly);
        }
    }

    @Test
    void pathWithoutItsLastSlashIsServedAlike() {
        Response created = owner().body(snapshot("no-slash", "")).post("/api/v1/snapshots");
        created.then().statusCode(201);
        end(created);
        owner().get("/api/v1/snapshots/" + created.path("id")).then().statusCode(200).body("name", equalTo("no-slash"));
        owner().delete("/api/v1/snapshots/" + created.path("id")).then().statusCode(204);
    }

    @Test
    void retryWithTheSameIdempotencyKeyIsAnsweredAlikeAndDoesNothing() {
        String key = UUID.randomUUID().toString();
        Response created = owner().header("Idempotency-Key", key).body(snapshot("once", "Ümläut")).post("/api/v1/snapshots/");
        created.then().statusCode(201);
        end(created);

        Response retried = owner().header("Idempotency-Key", key).body(snapshot("once", "Ümläut")).post("/api/v1/snapshots/");

        retried.then().statusCode(201).header("Idempotency-Replayed", "true");
        assertThat(retried.asByteArray()).isEqualTo(created.asByteArray());
        assertThat(retried.header("Location")).isEqualTo(created.header("Location"));
        assertThat(retried.contentType()).isEqualTo(created.contentType());
        owner().header("Idempotency-Key", key).body(snapshot("twice", "")).post("/api/v1/snapshots/")
                .then().spec(problem(422, "idempotency_conflict"));
        owner().header("Idempotency-Key", "two words").body("{}").post("/api/v1/snapshots/").then().spec(problem(400, "invalid"));
        owner().delete("/api/v1/snapshots/" + created.path("id") + "/").then().statusCode(204);
    }

    @Test
    void requestWithoutALiveTokenIs401WithAChallenge() {
        given(anybody()).get("/api/v1/snapshots/").then().spec(problem(401, "authentication_failed"))
                .header("WWW-Authenticate", "Bearer");
        given(as(service().token() + "x")).delete("/api/v1/snapshots/1/").then().spec(problem(401, "authentication_failed"));
    }

    @Test
    void tokenWithoutTheScopeIs403() {
        owner().get("/api/v1/hosts/").then().spec(problem(403, "permission_denied"));
        given(as(service().adminToken()))
                .get("/api/v1/hosts/")
                .then()
                .statusCode(200)
                .body("results.status", hasItem("connected"));
    }

    /** Two resources share the servers' path; each server has to find the methods of both. */
    @Test
    void serversAreReadAdoptedAndReleasedAtOnePath() {
        String path = "/api/v1/servers/" + service().serverId() + "/";
        RequestSpecification admin = as(service().adminToken());
        given(admin).get(path).then().statusCode(200).body("snapshot_ready", equalTo(true)).body("snapshot_blockers", empty());
        given(admin).body("{}").post("/api/v1/servers/").then().spec(problem(400, "invalid"));
        given(admin).delete(path + "?snapshots=keep").then().spec(problem(400, "invalid"));
        owner().delete(path).then().spec(problem(403, "permission_denied"));
        given(admin)
                .get("/api/v1/hosts/1/domains/?adopted=true")
                .then()
                .statusCode(200)
                .body("results.adopted", hasItem((int) service().serverId()));
    }

    /** Its path lies below that of the hosts, which is another resource's. */
    @Test
    void anAccountGetsATokenThatEndsWithIt() {
        String email = "smoke-" + UUID.randomUUID() + "@example.com";
        Response account = admin().body(json(Map.of("email", email.toUpperCase(Locale.ROOT), "name", "Smoke"))).post("/api/v1/accounts/");
        account.then().statusCode(201).body("", aMapWithSize(5)).body("email", equalTo(email)).body("disabled", equalTo(false));
        admin().body(json(Map.of("email", email, "name", "Again")))
                .post("/api/v1/accounts/")
                .then()
                .statusCode(400)
                .body("errors", hasKey("email"));
        String wanted = json(Map.of("name", "smoke", "scopes", Set.of("servers:read"), "account", email));
        String key = UUID.randomUUID().toString();
        Response token = admin().header("Idempotency-Key", key).body(wanted).post("/api/v1/tokens/");
        token.then().statusCode(201).body("", aMapWithSize(8)).body("account", equalTo(email)).body("last_used_at", nullValue());
        admin().header("Idempotency-Key", key)
                .body(wanted)
                .post("/api/v1/tokens/")
                .then()
                .statusCode(201)
                .body(equalTo(token.asString()));
        RequestSpecification holder = as(token.path("token"));
        given(holder).get("/api/v1/servers/").then().statusCode(200).body("results", empty());
        given(holder).get("/api/v1/tokens/").then().statusCode(200).body("results.name", equalTo(List.of("smoke")));
        int foreign = owner().get("/api/v1/tokens/").path("results[0].id");
        given(holder).delete("/api/v1/tokens/" + foreign + "/").then().spec(problem(404, "not_found"));

        admin().body(json(Map.of("disabled", true))).patch(account.header("Location")).then().statusCode(200).body("disabled", equalTo(true));

        given(holder).get("/api/v1/servers/").then().statusCode(401);
        admin().delete(token.header("Location")).then().statusCode(204);
        admin().get("/api/v1/audit/?account=admin@example.com&after=2020-01-01T00:00:00Z")
                .then()
                .statusCode(200)
                .body("results.find { it.action == 'token.revoked' }.subject", containsString(email))
                .body("results.find { it.action == 'account.changed' }.subject", equalTo(email));
    }

    @Test
    void aHostIsAddedChangedAndRemoved() {
        String uri = "simulated:///nowhere/" + UUID.randomUUID();
        Response added = admin().body(json(Map.of("name", uri, "uri", uri))).post("/api/v1/hosts/");
        added.then().statusCode(201).body("", aMapWithSize(7)).body("status", equalTo("unreachable"));
        String path = added.header("Location");
        admin().body(json(Map.of("uri", uri + "/moved"))).patch(path).then().statusCode(200).body("uri", equalTo(uri + "/moved"));
        admin().body(json(Map.of("uri", "http://nowhere/"))).patch(path).then().statusCode(400).body("errors", hasKey("uri"));
        admin().delete("/api/v1/hosts/1/").then().statusCode(409).body("code", equalTo("host_has_servers"));
        admin().delete(path).then().statusCode(204);
        admin().get(path).then().statusCode(404);
    }

    @Test
    void aHostIsComparedWithWhatIsKnownOfIt() {
        RequestSpecification admin = as(service().adminToken());
        Response begun = given(admin).post("/api/v1/hosts/1/reconcile/");
        begun.then().statusCode(202).body("kind", equalTo("host_reconcile")).body("server", nullValue());
        await().atMost(LONGEST)
                .until(() -> ENDED.contains(
                        given(admin).get(begun.header("Operation-Location")).<String>path("status")));
        given(admin).get(begun.header("Operation-Location")).then().body("status", equalTo("succeeded"));
        given(admin).get("/api/v1/drift/").then().statusCode(200).body("count", equalTo(0)).body("results", empty());
        given(admin).post("/api/v1/drift/1/adopt/").then().spec(problem(404, "not_found"));
        owner().get("/api/v1/drift/").then().spec(problem(403, "permission_denied"));
    }

    @Test
    void anotherAccountsServerAndSnapshotAreNotFound() {
        Response created = create("not-yours", "");
        created.then().statusCode(201).body("description", equalTo(""));
        end(created);
        RequestSpecification other = as(service().otherToken());
        String path = "/api/v1/snapshots/" + created.path("id") + "/";
        given(other).get(path).then().spec(problem(404, "not_found"));
        given(other).post(path + "restore/").then().spec(problem(404, "not_found"));
        given(other).delete(path).then().spec(problem(404, "not_found"));
        given(other).get("/api/v1/servers/" + service().serverId() + "/").then().spec(problem(404, "not_found"));
        given(other)
                .get("/api/v1/snapshots/?server_id=" + service().serverId())
                .then()
                .statusCode(200)
                .body("count", equalTo(0));
        owner().delete(path).then().statusCode(204);
    }

    @Test
    void badInputIsToldByFieldAndNeverAsAServerError() {
        post("{\"server_id\": \"12345\", \"name\": \"a b\"}")
                .then()
                .spec(problem(400, "invalid"))
                .body("errors", hasKey("server_id"))
                .body("errors", hasKey("name"));
        post("{\"server_id\": 12345.0}").then().spec(problem(400, "invalid")).body("errors", hasKey("server_id"));
        post("[]").then().spec(problem(400, "invalid"));
        post("{").then().spec(problem(400, "malformed_json"));
        post("").then().statusCode(400).contentType(PROBLEM);
        post("{\"server_id\": 0, \"name\": \"x\"}").then().spec(problem(404, "not_found"));
        given(as(service().token()))
                .contentType("text/plain")
                .body("{}")
                .post("/api/v1/snapshots/")
                .then()
                .spec(problem(415, "unsupported_media_type"));
        owner().get("/api/v1/snapshots/?server_id=x")
                .then()
                .spec(problem(400, "invalid"))
                .body("errors", hasKey("server_id"));
        owner().get("/api/v1/snapshots/abc/").then().spec(problem(404, "not_found"));
        owner().get("/api/v1/nothing/").then().spec(problem(404, "not_found"));
        owner().put("/api/v1/snapshots/")
                .then()
                .spec(problem(405, "method_not_allowed"))
                .header("Allow", containsString("POST"));
    }

    /** What this server answers where its HTTP layer answers by itself. */
    protected abstract String expected(Refusal refusal);

    @Test
    void whateverIsRefusedIsToldAsAProblemOrByABareStatus() throws IOException {
        RawHttp http = new RawHttp(service().url());
        SoftAssertions softly = new SoftAssertions();
        for (Refusal refusal : Refusal.all()) {
            RawAnswer answer = http.send(refusal.bytes(service().adminToken()));
            softly.assertThat(told(answer, expected(refusal))).as(refusal.name() + ": " + answer).isEqualTo(expected(refusal));
            softly.assertThat(answer.headers().keySet()).as(refusal.name()).doesNotContain("server", "x-powered-by");
        }
        softly.assertAll();
    }

    /** The answer as {@link Refusal} tells it; of {@code Allow} those methods that are expected. */
    private static String told(RawAnswer answer, String expected) {
        if (answer.status() == 0) {
            return "closed";
        }
        if (answer.body().isEmpty() || answer.status() < 400) {
            return answer.contentType().contains("html") ? "HTML" : Integer.toString(answer.status());
        }
        if (!answer.contentType().equals(PROBLEM)) {
            return answer.status() + " " + answer.contentType();
        }
        JsonObject problem = Json.createReader(new StringReader(answer.body())).readObject();
        String code = problem.getString("code");
        boolean whole = problem.keySet().containsAll(Set.of("type", "title", "status", "detail", "code", "request_id"))
                && problem.getInt("status") == answer.status()
                && problem.getString("type").equals("/docs/errors/#" + code)
                && problem.getString("request_id").equals(answer.headers().get("x-request-id"));
        String allowed = Stream.of(answer.headers().getOrDefault("allow", "").split(", *"))
                .filter(method -> expected.matches(".*\\b" + method + "\\b.*"))
                .sorted()
                .collect(Collectors.joining(", "));
        return (whole ? "" : "not whole: ") + answer.status() + " " + code + (answer.status() == 405 ? " " + allowed : "");
    }

    @Test
    void everyCodeIsExplainedWhereItsErrorsLeadTo() {
        String page = given(anybody()).accept("text/html").get("/docs/errors/").then().statusCode(200).extract().asString();
        for (ErrorCode code : ErrorCode.values()) {
            assertThat(page).contains("id=\"" + code.code() + "\"");
        }
    }

    @Test
    void everyAnswerEchoesTheRequestIdAndStaysOutOfCaches() {
        given(as(service().token()))
                .header("X-Request-Id", "smoke.1")
                .get("/api/v1/account/me/")
                .then()
                .statusCode(200)
                .header("X-Request-Id", "smoke.1")
                .header("Cache-Control", "no-store")
                .body("account.email", equalTo("demo@example.com"));
        given(anybody())
                .header("X-Request-Id", "smoke.2")
                .get("/api/v1/account/me/")
                .then()
                .body("request_id", equalTo("smoke.2"));
    }

    @Test
    void serverStopsAndStarts() {
        String path = "/api/v1/servers/" + service().serverId() + "/";
        end(owner().post(path + "start/")).then().body("status", equalTo("succeeded"));
        owner().get(path).then().statusCode(200).body("status", equalTo("active")).body("name", equalTo("web-server-01"));
        Response stopping = owner().post(path + "stop/");
        stopping.then().statusCode(202).body("id", equalTo((int) service().serverId()));
        end(stopping).then().body("status", equalTo("succeeded"));
        owner().get(path).then().body("status", equalTo("stopped"));
        Response starting = owner().post(path + "start/");
        starting.then().statusCode(202);
        end(starting).then().body("status", equalTo("succeeded"));
        owner().get(path).then().body("status", equalTo("active"));
    }

    @Test
    void openApiDocumentIsServedAsItWasWritten() throws IOException {
        try (InputStream written = getClass().getResourceAsStream("/META-INF/openapi.yaml")) {
            byte[] served = given(anybody()).get("/openapi").then().statusCode(200).extract().asByteArray();
            assertThat(served).isEqualTo(written.readAllBytes());
        }
    }

    @Test
    void adminPageAsksForALogin() {
        given(anybody())
                .get("/admin/")
                .then()
                .statusCode(200)
                .contentType(ContentType.HTML)
                .body(containsString("type=\"password\""));
    }

    private Response create(String name, String description) {
        return post(snapshot(name, description));
    }

    private String snapshot(String name, String description) {
        return "{\"server_id\": %d, \"name\": \"%s\", \"description\": \"%s\"}"
                .formatted(service().serverId(), name, description);
    }

    private Response post(String body) {
        return owner().body(body).post("/api/v1/snapshots/");
    }

    /** Waits for the operation that an answer names, and answers with it. */
    private Response end(Response begun) {
        String location = begun.header("Operation-Location");
        Instant deadline = Clock.systemUTC().instant().plus(LONGEST);
        Response operation;
        do {
            operation = owner().get(location + "?wait=20");
            operation.then().statusCode(200);
        } while (!ENDED.contains(operation.<String>path("status")) && Clock.systemUTC().instant().isBefore(deadline));
        return operation;
    }

    private RequestSpecification owner() {
        return given(as(service().token()));
    }

    private RequestSpecification admin() {
        return given(as(service().adminToken()));
    }

    private RequestSpecification as(String token) {
        return new RequestSpecBuilder()
                .addRequestSpecification(anybody())
                .addHeader("Authorization", "Bearer " + token)
                .build();
    }

    private RequestSpecification anybody() {
        return new RequestSpecBuilder()
                .setBaseUri(service().url())
                .setContentType(ContentType.JSON)
                .build();
    }

    private static String json(Map<String, ?> members) {
        return Json.createObjectBuilder(members).build().toString();
    }

    private static ResponseSpecification problem(int status, String code) {
        return new ResponseSpecBuilder()
                .expectStatusCode(status)
                .expectContentType(PROBLEM)
                .expectBody("code", equalTo(code))
                .expectBody("status", equalTo(status))
                .expectBody("request_id", notNullValue())
                .expectBody("detail", notNullValue())
                .build();
    }
}
