package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stillframe.acceptance.Tenant.TOKENS;

import jakarta.json.JsonObject;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stillframe.AuthorizationTable;
import org.stillframe.AuthorizationTable.Isolation;
import org.stillframe.AuthorizationTable.Row;

/** Every row of {@code authorization.tsv} holds over HTTP. */
@ExtendWith(SharedService.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthorizationIT {
    private static final String WEBHOOKS = "/api/v1/webhooks/";
    private static final String UNKNOWN_NUMBER = "999999999";
    private static final String UNKNOWN_OPERATION = UUID.randomUUID().toString();

    private final Service service;
    private final Tenant tenant;
    private final ApiClient stranger;
    private final Map<List<String>, ApiClient> clients = new HashMap<>();
    private Map<String, String> ownersThings;

    AuthorizationIT(Service service) {
        this.service = service;
        this.tenant = Tenant.join(service);
        this.stranger = tenant.client(Tenant.ALL);
    }

    /** One thing of each kind that belongs to the owner of the demo's server. */
    @BeforeEach
    void makeThings() {
        ApiClient owner = service.owner();
        if (ownersThings == null || owner.get("/api/v1/snapshots/" + ownersThings.get("snapshots") + "/").status() == 404) {
            Answer created = owner.create(service.serverId(), "guarded").expect(201);
            owner.end(created);
            Answer webhook = owner.post(WEBHOOKS, "{\"url\": \"https://guarded.example.com/\"}").expect(201);
            ownersThings = Map.of(
                    "webhooks", Long.toString(webhook.json().getInt("id")),
                    "snapshots", Long.toString(created.json().getInt("id")),
                    "servers", Long.toString(service.serverId()),
                    "operations", created.header("Operation-Location").split("/")[4],
                    "tokens", Long.toString(owner.get(TOKENS).results().get(0).getInt("id")));
        }
    }

    private static Stream<Row> rows() {
        return AuthorizationTable.rows().stream();
    }

    private static Stream<Row> scoped() {
        return rows().filter(row -> row.scope().isPresent());
    }

    private static Stream<Row> objects() {
        return rows().filter(row -> row.isolation() == Isolation.OBJECT);
    }

    private static Stream<Row> readableObjects() {
        return objects().filter(row -> row.method().equals("GET"));
    }

    private static Stream<Row> lists() {
        return rows().filter(row -> row.isolation() == Isolation.LIST);
    }

    @TestFactory
    Stream<DynamicTest> withoutATokenNobodyGetsIn() {
        return each(rows(), this::withoutATokenNobodyGetsIn);
    }

    private void withoutATokenNobodyGetsIn(Row row) {
        for (String id : List.of(ownersThings.getOrDefault(row.collection(), "1"), unknown(row))) {
            Answer answer = send(service.nobody(), row, id).expectProblem(401, "authentication_failed");
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
        }
    }

    @TestFactory
    Stream<DynamicTest> aTokenWithEveryScopeButTheNeededOneIsRefused() {
        return each(scoped(), this::aTokenWithEveryScopeButTheNeededOneIsRefused);
    }

    private void aTokenWithEveryScopeButTheNeededOneIsRefused(Row row) {
        String needed = row.scope().orElseThrow();
        // What is an administrator's is not another scope: it stands for all.
        List<String> others = Tenant.ALL.stream().filter(scope -> !scope.equals(needed)).toList();

        for (String id : List.of(ownersThings.getOrDefault(row.collection(), "1"), unknown(row))) {
            Answer refused = send(client(others), row, id).expectProblem(403, "permission_denied");
            assertThat(refused.json().getString("detail")).contains(needed);
        }
    }

    @TestFactory
    Stream<DynamicTest> whatBelongsToAnotherAccountIsAnsweredLikeWhatDoesNotExist() {
        return each(objects(), this::whatBelongsToAnotherAccountIsAnsweredLikeWhatDoesNotExist);
    }

    private void whatBelongsToAnotherAccountIsAnsweredLikeWhatDoesNotExist(Row row) {
        Answer foreign = send(stranger, row, ownersThings.get(row.collection())).expectProblem(404, "not_found");
        Answer missing = send(stranger, row, unknown(row)).expectProblem(404, "not_found");

        assertThat(withoutId(foreign)).isEqualTo(withoutId(missing));
        assertThat(foreign.headers().map().keySet()).isEqualTo(missing.headers().map().keySet());
    }

    @Test
    void aServerOfAnotherAccountInABodyIsAnsweredLikeOneThatDoesNotExist() {
        assertThat(rows().filter(row -> row.isolation() == Isolation.BODY).map(Row::name)).containsExactly("POST /api/v1/snapshots/");

        Answer foreign = stranger.create(service.serverId(), "mine").expectProblem(404, "not_found");
        Answer missing = stranger.create(Long.parseLong(UNKNOWN_NUMBER), "mine").expectProblem(404, "not_found");

        assertThat(withoutId(foreign)).isEqualTo(withoutId(missing));
    }

    @TestFactory
    Stream<DynamicTest> aListHoldsNothingOfAnotherAccount() {
        return each(lists(), this::aListHoldsNothingOfAnotherAccount);
    }

    private void aListHoldsNothingOfAnotherAccount(Row row) {
        List<JsonObject> seen = stranger.get(row.path()).expect(200).results();
        List<JsonObject> owners = service.owner().get(row.path()).expect(200).results();

        assertThat(owners).isNotEmpty();
        assertThat(seen).extracting(item -> item.get("id").toString()).doesNotContainAnyElementsOf(
                owners.stream().map(item -> item.get("id").toString()).toList());
        for (String filter : List.of("?server_id=" + service.serverId(), "?account=demo@example.com")) {
            Answer filtered = stranger.get(row.path() + filter);
            assertThat(filtered.status()).as(filtered.toString()).isIn(200, 400, 403);
            assertThat(filtered.body()).doesNotContain("guarded", "web-server-01");
        }
    }

    @TestFactory
    Stream<DynamicTest> theScopeThatIsNamedIsEnough() {
        return each(rows().filter(row -> row.isolation() != Isolation.STREAM), this::theScopeThatIsNamedIsEnough);
    }

    private void theScopeThatIsNamedIsEnough(Row row) {
        ApiClient client = client(row.scope().map(List::of).orElse(List.of("servers:read")));
        Answer answer = send(client, row, unknown(row));
        // Reads are served; what makes something is made, or refused for what it lacks, not for who asks.
        List<Integer> expected = row.hasId() ? List.of(404) : row.method().equals("GET") ? List.of(200) : List.of(201, 400);
        assertThat(answer.status()).as(answer.toString()).isIn(expected);
    }

    @TestFactory
    Stream<DynamicTest> anAccountReachesItsOwnThings() {
        return each(readableObjects(), this::anAccountReachesItsOwnThings);
    }

    private void anAccountReachesItsOwnThings(Row row) {
        service.owner().get(row.path(ownersThings.get(row.collection()))).expect(200);
    }

    /** Named cases that the service is not reset between. */
    private static Stream<DynamicTest> each(Stream<Row> rows, Consumer<Row> check) {
        return rows.map(row -> DynamicTest.dynamicTest(row.name(), () -> check.accept(row)));
    }

    private static String unknown(Row row) {
        return row.collection().equals("operations") ? UNKNOWN_OPERATION : UNKNOWN_NUMBER;
    }

    private ApiClient client(List<String> scopes) {
        return clients.computeIfAbsent(scopes, tenant::client);
    }

    private static Answer send(ApiClient client, Row row, String id) {
        BodyPublisher body = List.of("POST", "PATCH").contains(row.method())
                ? BodyPublishers.ofString("{}")
                : BodyPublishers.noBody();
        return client.send(row.method(), row.path(id), body, "Content-Type", "application/json");
    }

    private static String withoutId(Answer answer) {
        return answer.status() + answer.body().replace(answer.header("X-Request-Id"), "");
    }
}
