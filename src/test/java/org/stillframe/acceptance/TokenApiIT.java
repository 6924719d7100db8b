package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.stillframe.acceptance.Tenant.ALL;
import static org.stillframe.acceptance.Tenant.TOKENS;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An account makes and revokes its own tokens; no token has power over a stronger one. */
@ExtendWith(SharedService.class)
class TokenApiIT {
    private static final List<String> READ = List.of("snapshots:read");
    private static final String SERVERS = "/api/v1/servers/";

    private final Service service;
    private final ApiClient admin;
    private final Tenant tenant;
    private final ApiClient full;

    TokenApiIT(Service service) {
        this.service = service;
        this.admin = service.admin();
        this.tenant = Tenant.join(service);
        this.full = tenant.client(ALL);
    }

    @Test
    void aTokenIsMadeUsedListedAndRevoked() {
        Answer made = full.post(TOKENS, Tenant.token("panel 1", List.of("servers:read", "snapshots:read"), null)).expect(201);

        JsonObject token = made.json();
        assertThat(token.keySet())
                .containsExactly("id", "name", "account", "scopes", "created_at", "expires_at", "last_used_at", "token");
        assertThat(token.getString("name")).isEqualTo("panel 1");
        assertThat(token.getString("account")).isEqualTo(tenant.email());
        assertThat(token.getJsonArray("scopes").getValuesAs(JsonString::getString)).containsExactly("snapshots:read", "servers:read");
        assertThat(token.get("last_used_at")).isEqualTo(JsonValue.NULL);
        assertThat(lifetime(token)).isEqualTo(Duration.ofDays(365));
        String path = made.header("Location");
        assertThat(path).isEqualTo(TOKENS + token.getInt("id") + "/");
        JsonObject read = full.get(path).expect(200).json();
        assertThat(read.keySet()).containsExactly("id", "name", "account", "scopes", "created_at", "expires_at", "last_used_at");
        assertThat(read.getString("expires_at")).isEqualTo(token.getString("expires_at"));
        assertThat(full.get(TOKENS).expect(200).results().get(0)).isEqualTo(read);
        ApiClient holder = holder(made);
        holder.get(SERVERS).expect(200);
        holder.get("/api/v1/operations/").expect(200);
        holder.post(ApiClient.SNAPSHOTS, "{}").expectProblem(403, "permission_denied");

        assertThat(full.delete(path).expect(204).body()).isEmpty();

        holder.get(SERVERS).expectProblem(401, "authentication_failed");
        assertThat(full.get(TOKENS).results()).extracting(item -> item.getInt("id")).doesNotContain(token.getInt("id"));
        full.get(path).expectProblem(404, "not_found");
        full.delete(path).expectProblem(404, "not_found");
        assertThat(admin.get("/api/v1/audit/?account=" + tenant.email()).results())
                .extracting(event -> event.getString("action"))
                .containsExactly("token.revoked", "token.created");
    }

    @Test
    void aTokenLivesAsLongAsIsAskedFor() {
        for (int days : new int[] {1, 30, 3650}) {
            String body = "{\"name\": \"a\", \"scopes\": [\"servers:read\"], \"expires_in_days\": " + days + "}";
            assertThat(lifetime(full.post(TOKENS, body).expect(201).json())).isEqualTo(Duration.ofDays(days));
        }
    }

    @Test
    void aTokenMakesNoneThatAllowsMoreThanItself() {
        ApiClient reader = tenant.client(READ);

        for (List<String> more : List.of(List.of("snapshots:write"), List.of("snapshots:read", "servers:read"), List.of("admin"))) {
            assertInvalid(reader.post(TOKENS, Tenant.token("more", more, null)), "scopes");
        }
        assertInvalid(full.post(TOKENS, Tenant.token("more", List.of("admin"), null)), "scopes");
        holder(reader.post(TOKENS, Tenant.token("same", READ, null)).expect(201)).get(ApiClient.SNAPSHOTS).expect(200);
        holder(admin.post(TOKENS, Tenant.token("second admin", List.of("admin"), null)).expect(201)).get("/api/v1/hosts/").expect(200);
        admin.delete(TOKENS + Tenant.tokenId(admin, "second admin") + "/").expect(204);
    }

    @Test
    void aTokenRevokesNoneThatAllowsMoreThanItselfButItself() {
        ApiClient reader = holder(full.post(TOKENS, Tenant.token("reader", READ, null)).expect(201));
        String stronger = TOKENS + Tenant.tokenId(reader, "of " + tenant.email()) + "/";
        String itself = TOKENS + Tenant.tokenId(reader, "reader") + "/";

        reader.get(stronger).expect(200);
        reader.delete(stronger).expectProblem(403, "permission_denied");
        full.get(SERVERS).expect(200);
        reader.delete(itself).expect(204);

        reader.get(itself).expectProblem(401, "authentication_failed");
        full.delete(stronger).expect(204);
        full.get(SERVERS).expectProblem(401, "authentication_failed");
    }

    @Test
    void anotherAccountsTokenIsAnsweredLikeOneThatDoesNotExist() {
        String path = TOKENS + Tenant.tokenId(full, "of " + tenant.email()) + "/";
        ApiClient other = service.owner();

        for (String method : List.of("GET", "DELETE")) {
            Answer foreign = send(other, method, path).expectProblem(404, "not_found");
            Answer missing = send(other, method, TOKENS + "999999999/").expectProblem(404, "not_found");
            assertThat(withoutId(foreign)).isEqualTo(withoutId(missing));
            for (String id : List.of("0", "-1", "x", "9223372036854775808")) {
                assertThat(withoutId(send(other, method, TOKENS + id + "/").expect(404))).isEqualTo(withoutId(missing));
            }
            send(service.nobody(), method, path).expectProblem(401, "authentication_failed");
        }
        assertThat(other.get(TOKENS).results()).isNotEmpty().allSatisfy(
                token -> assertThat(token.getString("account")).isEqualTo("demo@example.com"));
        assertThat(other.get(TOKENS + "?account=" + tenant.email()).expect(200).results()).isEmpty();
        Answer stranger = other.post(TOKENS, Tenant.token("theirs", READ, tenant.email()));
        assertInvalid(stranger, "account");
        assertThat(withoutId(other.post(TOKENS, Tenant.token("theirs", READ, "nobody@example.com")))).isEqualTo(withoutId(stranger));
        other.post(TOKENS, Tenant.token("own", READ, "DEMO@example.com")).expect(201);
        other.delete(TOKENS + Tenant.tokenId(other, "own") + "/").expect(204);
        service.nobody().get(TOKENS).expectProblem(401, "authentication_failed");
        service.nobody().post(TOKENS, Tenant.token("none", READ, null)).expectProblem(401, "authentication_failed");
    }

    @Test
    void adminsSeeEveryAccountsTokensAndRevokeAny() {
        assertThat(admin.get(TOKENS).expect(200).results())
                .extracting(token -> token.getString("account"))
                .contains(tenant.email(), "demo@example.com", "admin@example.com");
        List<JsonObject> theirs = admin.get(TOKENS + "?account=" + tenant.email().toUpperCase()).expect(200).results();
        assertThat(theirs).hasSize(1);
        admin.get(TOKENS + "?account=").expectProblem(400, "invalid");

        admin.delete(TOKENS + theirs.get(0).getInt("id") + "/").expect(204);

        full.get(SERVERS).expectProblem(401, "authentication_failed");
    }

    @Test
    void everyBadFieldIsNamed() {
        String good = "\"name\": \"a\", \"scopes\": [\"servers:read\"]";
        Map<String, String> bodies = Map.ofEntries(
                Map.entry("{}", "name,scopes"),
                Map.entry("{\"name\": null, \"scopes\": null}", "name,scopes"),
                Map.entry("{\"name\": \"\", \"scopes\": []}", "name,scopes"),
                Map.entry("{\"name\": \"" + "n".repeat(101) + "\", \"scopes\": \"servers:read\"}", "name,scopes"),
                Map.entry("{\"name\": \"a\", \"scopes\": [\"servers:write\"]}", "scopes"),
                Map.entry("{\"name\": \"a\", \"scopes\": [\"servers:read\", 1]}", "scopes"),
                Map.entry("{" + good + ", \"expires_in_days\": 0}", "expires_in_days"),
                Map.entry("{" + good + ", \"expires_in_days\": 3651}", "expires_in_days"),
                Map.entry("{" + good + ", \"expires_in_days\": 9223372036854775807}", "expires_in_days"),
                Map.entry("{" + good + ", \"expires_in_days\": 1.5}", "expires_in_days"),
                Map.entry("{" + good + ", \"expires_in_days\": \"30\"}", "expires_in_days"),
                Map.entry("{" + good + ", \"account\": 1}", "account"),
                Map.entry("{" + good + ", \"account\": \"nobody@example.com\"}", "account"),
                Map.entry("{" + good + ", \"account\": \"\"}", "account"));
        bodies.forEach((body, fields) -> assertInvalid(admin.post(TOKENS, body), fields.split(",")));
        admin.post(TOKENS, "").expectProblem(400, "malformed_json");
        assertThat(full.get(TOKENS).results()).hasSize(1);
    }

    @Test
    void aRepeatedRequestIsAnsweredWithTheSameTokenAndTheDatabaseNeverHoldsIt() throws IOException {
        String key = UUID.randomUUID().toString();
        String body = Tenant.token("once", ALL, null);
        Answer first = IdempotencyIT.post(full, TOKENS, key, body).expect(201);
        assertThat(first.header("Idempotency-Replayed")).isNull();
        holder(first).get(SERVERS).expect(200);

        for (int i = 0; i < 2; i++) {
            Answer again = IdempotencyIT.post(full, TOKENS, key, body).expect(201);
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(again.header("Location")).isEqualTo(first.header("Location"));
            assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        }

        Tenant.tokenId(full, "once");
        IdempotencyIT.post(full, TOKENS, key, Tenant.token("twice", ALL, null)).expectProblem(422, "idempotency_conflict");
        Answer lesser = IdempotencyIT.post(tenant.client(READ), TOKENS, key, body);
        assertInvalid(lesser, "scopes");
        String token = first.json().getString("token");
        String database = Files.readString(service.data().resolve("db/stillframe.mv.db"), StandardCharsets.ISO_8859_1);
        assertThat(database).contains(key).doesNotContain(token.substring(token.lastIndexOf('.') + 1));
    }

    @Test
    void ofSeveralAtOnceWithTheSameKeyOneMakesATokenAndAllAreAnsweredAlike() throws Exception {
        String key = UUID.randomUUID().toString();

        List<Answer> answers =
                Concurrently.send(5, () -> IdempotencyIT.post(full, TOKENS, key, Tenant.token("at once", READ, null)));

        assertThat(answers).allSatisfy(answer -> assertThat(answer.expect(201).body()).isEqualTo(answers.get(0).body()));
        Tenant.tokenId(full, "at once");
    }

    @Test
    void whenATokenWasLastUsedIsKnownWithinAboutAMinute() {
        Answer made = full.post(TOKENS, Tenant.token("seldom", READ, null)).expect(201);
        String path = made.header("Location");
        Instant before = Instant.now().minusSeconds(2);
        holder(made).get(ApiClient.SNAPSHOTS).expect(200);

        await().atMost(Duration.ofSeconds(100))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> !full.get(path).expect(200).json().isNull("last_used_at"));

        assertThat(Instant.parse(full.get(path).json().getString("last_used_at"))).isBetween(before, Instant.now());
    }

    private static Answer send(ApiClient client, String method, String path) {
        return method.equals("GET") ? client.get(path) : client.delete(path);
    }

    private ApiClient holder(Answer made) {
        return new ApiClient(admin.url(), made.json().getString("token"));
    }

    private static Duration lifetime(JsonObject token) {
        return Duration.between(Instant.parse(token.getString("created_at")), Instant.parse(token.getString("expires_at")));
    }

    private static String withoutId(Answer answer) {
        return answer.status() + answer.body().replace(answer.header("X-Request-Id"), "");
    }

    private static void assertInvalid(Answer answer, String... fields) {
        answer.expectProblem(400, "invalid");
        assertThat(answer.json().getJsonObject("errors").keySet()).as(answer.toString()).containsExactlyInAnyOrder(fields);
    }
}
