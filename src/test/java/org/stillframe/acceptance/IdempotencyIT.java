package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stillframe.hypervisor.simulated.SimulatedFaults;

/** A POST with an Idempotency-Key is served once. */
@ExtendWith(SharedService.class)
class IdempotencyIT {
    private static final String REPLAYED = "Idempotency-Replayed";

    private final Service service;
    private final ApiClient owner;
    private final String key = UUID.randomUUID().toString();

    IdempotencyIT(Service service) {
        this.service = service;
        this.owner = service.owner();
    }

    @Test
    void aRetryIsAnsweredByteForByteAsTheFirstWasAndDoesNothing() {
        Answer first = create(owner, key, "once").expect(201);
        owner.end(first);

        Answer second = create(owner, key, "once");

        assertReplayed(second, first);
        assertThat(first.header(REPLAYED)).isNull();
        assertThat(second.header("X-Request-Id")).isNotEqualTo(first.header("X-Request-Id"));
        assertThat(service.snapshots()).hasSize(1);
        create(owner, "another-" + key, "once").expect(201);
        service.settle();
        assertThat(service.snapshots()).hasSize(2);
    }

    @Test
    void bodiesAreComparedAsJsonAndPathsWithoutTheirLastSlash() {
        Answer first = create(owner, key, "once").expect(201);
        owner.end(first);
        String body = "{ \"name\": \"once\",\n \"server_id\": " + service.serverId() + " }";

        assertReplayed(post(owner, "/api/v1/snapshots", key, body), first);

        create(owner, key, "twice").expectProblem(422, "idempotency_conflict");
        post(owner, ApiClient.SNAPSHOTS, key, "{\"server_id\": " + service.serverId() + ".0, \"name\": \"once\"}")
                .expectProblem(422, "idempotency_conflict");
        post(owner, ApiClient.SNAPSHOTS, key, "").expectProblem(422, "idempotency_conflict");
        assertThat(service.snapshots()).hasSize(1);
    }

    @Test
    void ofManyAtOnceOneIsServedAndAllAreAnsweredAlike() throws Exception {
        List<Callable<Answer>> calls = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            calls.add(() -> create(owner, key, "at-once"));
        }
        ExecutorService executor = Executors.newFixedThreadPool(calls.size());
        List<Answer> answers = new ArrayList<>();
        try {
            for (Future<Answer> call : executor.invokeAll(calls)) {
                answers.add(call.get());
            }
        } finally {
            executor.shutdownNow();
        }

        assertThat(answers).allSatisfy(answer -> {
            answer.expect(201);
            assertThat(answer.body()).isEqualTo(answers.get(0).body());
        });
        assertThat(answers.stream().filter(answer -> answer.header(REPLAYED) == null)).hasSize(1);
        service.settle();
        assertThat(service.snapshots()).hasSize(1);
    }

    @Test
    void restoreUndoAndPowerAreServedOnceToo() throws IOException {
        service.writeDisk("first");
        long snapshot = owner.createAndWait(service.serverId(), "goal");
        service.writeDisk("second");
        Answer restored = assertServedOnce(owner, ApiClient.SNAPSHOTS + snapshot + "/restore/", "", 200);
        service.writeDisk("third");
        post(owner, ApiClient.SNAPSHOTS + snapshot + "/restore/", key, "");
        service.settle();
        assertThat(service.readDisk()).isEqualTo("third");
        assertServedOnce(owner, restored.header("Operation-Location") + "undo/", "", 202);
        assertThat(service.readDisk()).isEqualTo("second");
        assertServedOnce(owner, "/api/v1/servers/" + service.serverId() + "/start/", "", 202);
        assertServedOnce(owner, "/api/v1/servers/" + service.serverId() + "/stop/", "", 202);
    }

    private Answer assertServedOnce(ApiClient client, String path, String body, int status) {
        Answer first = post(client, path, key, body).expect(status);
        client.end(first);
        int operations = service.operations().size();
        assertReplayed(post(client, path, key, body), first);
        assertThat(service.operations()).hasSize(operations);
        return first;
    }

    @Test
    void adoptionIsServedOnceToo() throws IOException {
        AdoptedDomain domain = AdoptedDomain.define(service, 1);
        String body = "{\"host_id\": 1, \"domain\": \"" + domain.uuid() + "\", \"account\": \"other@example.com\"}";

        Answer first = post(service.admin(), AdoptedDomain.SERVERS, key, body).expect(201);

        assertReplayed(post(service.admin(), AdoptedDomain.SERVERS, key, body), first);
        post(service.admin(), AdoptedDomain.SERVERS, "another-" + key, body).expectProblem(409, "already_adopted");
    }

    @Test
    void refusalsAreKept() {
        Answer missing = post(owner, ApiClient.SNAPSHOTS, key, "{\"server_id\": 1, \"name\": \"x\"}").expectProblem(404, "not_found");
        assertReplayed(post(owner, ApiClient.SNAPSHOTS, key, "{\"name\": \"x\", \"server_id\": 1}"), missing);
        Answer malformed = post(owner, ApiClient.SNAPSHOTS, "m" + key, "{").expectProblem(400, "malformed_json");
        assertReplayed(post(owner, ApiClient.SNAPSHOTS, "m" + key, "{"), malformed);
        Answer invalid = post(owner, ApiClient.SNAPSHOTS, "i" + key, "{}").expectProblem(400, "invalid");
        assertReplayed(post(owner, ApiClient.SNAPSHOTS, "i" + key, "{}"), invalid);
        Answer forbidden = post(owner, AdoptedDomain.SERVERS, key, "{}").expectProblem(403, "permission_denied");
        assertReplayed(post(owner, AdoptedDomain.SERVERS, key, "{}"), forbidden);
    }

    @Test
    void whatFailedForTheHostIsTriedAgain() throws IOException {
        service.suffer(SimulatedFaults.none().unreachable());
        await().until(() -> service.nobody().get("/health/ready").status() == 503);
        create(owner, key, "later").expectProblem(503, "hypervisor_unavailable");
        service.heal();
        await().until(() -> service.nobody().get("/health/ready").status() == 200);

        Answer created = create(owner, key, "later").expect(201);

        assertThat(created.header(REPLAYED)).isNull();
        owner.end(created);
    }

    @Test
    void aKeyBelongsToItsAccountAndPath() {
        Answer first = create(owner, key, "mine").expect(201);
        owner.end(first);

        create(service.other(), key, "mine").expectProblem(404, "not_found");
        post(owner, ApiClient.SNAPSHOTS + first.json().getInt("id") + "/restore/", key, "").expect(200);
        create(new ApiClient(owner.url(), "none"), key, "mine").expectProblem(401, "authentication_failed");
        owner.send("DELETE", ApiClient.SNAPSHOTS + "999999/", BodyPublishers.noBody(), "Idempotency-Key", key).expect(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "256"})
    void aKeyThatIsNotOneIsRefusedByName(String text) {
        String bad = text.equals("256") ? "k".repeat(256) : text;

        Answer refused = create(owner, bad, "never").expectProblem(400, "invalid");

        assertThat(refused.json().getJsonObject("errors").keySet()).containsExactly("Idempotency-Key");
        assertThat(service.snapshots()).isEmpty();
        owner.send("POST", ApiClient.SNAPSHOTS, BodyPublishers.ofString("{}"), "Idempotency-Key", "one", "Idempotency-Key", "two")
                .expectProblem(400, "invalid");
    }

    private Answer create(ApiClient client, String key, String name) {
        return post(client, ApiClient.SNAPSHOTS, key, "{\"server_id\": " + service.serverId() + ", \"name\": \"" + name + "\"}");
    }

    static Answer post(ApiClient client, String path, String key, String body) {
        return client.send("POST", path, BodyPublishers.ofString(body), "Content-Type", "application/json", "Idempotency-Key", key);
    }

    private static void assertReplayed(Answer second, Answer first) {
        second.expect(first.status());
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header(REPLAYED)).isEqualTo("true");
        for (String header : List.of("Content-Type", "Location", "Operation-Location")) {
            assertThat(second.header(header)).as(header).isEqualTo(first.header(header));
        }
    }
}
