package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stillframe.acceptance.ApiClient.SNAPSHOTS;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stillframe.hypervisor.PowerState;
import org.stillframe.hypervisor.simulated.Call;
import org.stillframe.hypervisor.simulated.SimulatedFaults;
import org.stillframe.hypervisor.simulated.SimulatedFaults.Point;

/** The fixed part of the contract, to the field and the message. */
@ExtendWith(SharedService.class)
class SnapshotApiIT {
    private static final String MOMENT = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ";
    private static final Duration LONG = Duration.ofMinutes(2);

    private final Service service;
    private final ApiClient owner;
    private final long server;

    SnapshotApiIT(Service service) {
        this.service = service;
        this.owner = service.owner();
        this.server = service.serverId();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/snapshots/", "/api/v1/snapshots"})
    void createAnswersAsDocumented(String path) {
        Instant before = Instant.now().minusSeconds(1);
        Answer answer = owner.post(
                        path, body(server, "before-update-snapshot", "\"description\": \"Snapshot before system update\""))
                .expect(201);

        JsonObject created = answer.json();
        assertThat(created.keySet())
                .containsExactly("id", "server", "name", "status", "size_mb", "created_at", "description", "message");
        assertThat(created.get("server")).isEqualTo(webServer());
        assertThat(created.getString("name")).isEqualTo("before-update-snapshot");
        assertThat(created.getString("status")).isEqualTo("in_progress");
        assertThat(created.get("size_mb")).isEqualTo(JsonValue.NULL);
        assertThat(created.getString("created_at")).matches(MOMENT);
        assertThat(Instant.parse(created.getString("created_at"))).isBetween(before, Instant.now());
        assertThat(created.getString("description")).isEqualTo("Snapshot before system update");
        assertThat(created.getString("message"))
                .isEqualTo("Snapshot is being created. This may take 3-10 minutes depending on server size.");
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(answer.header("Location")).endsWith("/api/v1/snapshots/" + id(created) + "/");
        assertThat(answer.header("Operation-Location")).matches("/api/v1/operations/[^/]+/");
        assertThat(owner.end(answer).getString("status")).isEqualTo("succeeded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/snapshots/", "/api/v1/snapshots"})
    void listAnswersAsDocumentedNewestFirst(String path) {
        long first = owner.createAndWait(server, "first");
        long second = owner.createAndWait(server, "second");

        List<JsonObject> results = owner.get(path + "?server_id=" + server).expect(200).results();

        assertThat(results).extracting(SnapshotApiIT::id).containsExactly(second, first);
        assertThat(results).allSatisfy(item -> {
            assertThat(item.keySet()).containsExactly("id", "server", "name", "status", "size_mb", "created_at", "description");
            assertThat(item.get("server")).isEqualTo(webServer());
            assertThat(item.getString("status")).isEqualTo("completed");
            assertThat(item.getInt("size_mb")).isPositive();
            assertThat(item.getString("created_at")).matches(MOMENT);
            assertThat(item.getString("description")).isEmpty();
        });
        assertThat(owner.get(path).expect(200).results()).isEqualTo(results);
    }

    @Test
    void listOfAServerThatIsNotThereIsEmpty() {
        owner.createAndWait(server, "one");
        assertThat(owner.get(SNAPSHOTS + "?server_id=999999").expect(200).results()).isEmpty();
        assertThat(owner.get(SNAPSHOTS + "?server_id=-1").expect(200).results()).isEmpty();
        assertThat(service.other().get(SNAPSHOTS + "?server_id=" + server).expect(200).results()).isEmpty();
    }

    @Test
    void anAdminSeesEverySnapshotWithItsAccount() {
        long id = owner.createAndWait(server, "seen");
        assertThat(service.admin().get(SNAPSHOTS + "?server_id=" + server).expect(200).results())
                .filteredOn(item -> id(item) == id)
                .singleElement()
                .satisfies(item -> assertThat(item.getString("account")).isEqualTo("demo@example.com"));
    }

    @Test
    void oneSnapshotTellsMore() throws IOException {
        service.suffer(SimulatedFaults.none().latency(Call.CUT, Point.BEFORE, LONG));
        Answer created = owner.create(server, "slow").expect(201);
        String path = SNAPSHOTS + id(created.json());

        JsonObject unfinished = owner.get(path + "/").expect(200).json();
        assertThat(unfinished.keySet())
                .contains("consistency", "progress", "operation", "failure", "verified_at", "exclusive_mb");
        assertThat(unfinished.getString("status")).isEqualTo("in_progress");
        assertThat(unfinished.getInt("progress")).isBetween(0, 99);
        assertThat(unfinished.get("consistency")).isEqualTo(JsonValue.NULL);
        assertThat(created.header("Operation-Location")).contains(unfinished.getString("operation"));
        service.heal();
        owner.end(created);

        JsonObject finished = owner.get(path).expect(200).json();
        assertThat(finished.getString("status")).isEqualTo("completed");
        assertThat(finished.getInt("progress")).isEqualTo(100);
        assertThat(finished.getString("consistency")).isEqualTo("offline");
        assertThat(finished.get("failure")).isEqualTo(JsonValue.NULL);
        assertThat(finished.getString("verified_at")).matches(MOMENT);
    }

    @Test
    void aRunningServerIsFrozenByItsAgentOrElseCutAsItIs() throws IOException {
        service.startServer();
        long frozen = owner.createAndWait(server, "frozen");
        service.suffer(SimulatedFaults.none().agentMissing());
        long cut = owner.createAndWait(server, "cut");
        Answer refused = owner.post(SNAPSHOTS, body(server, "no-less", "\"consistency\": \"application\"")).expect(201);
        JsonObject operation = owner.end(refused);

        assertThat(owner.get(SNAPSHOTS + frozen + "/").json().getString("consistency")).isEqualTo("application");
        assertThat(owner.get(SNAPSHOTS + cut + "/").json().getString("consistency")).isEqualTo("crash");
        assertThat(operation.getString("status")).isEqualTo("failed");
        assertThat(operation.getJsonObject("error").getString("code")).isEqualTo("consistency_not_achieved");
        JsonObject failed = owner.get(SNAPSHOTS + id(refused.json()) + "/").json();
        assertThat(failed.getString("status")).isEqualTo("failed");
        assertThat(failed.getJsonObject("failure").getString("code")).isEqualTo("consistency_not_achieved");
        assertThat(failed.get("size_mb")).isEqualTo(JsonValue.NULL);
        assertThat(service.powerState()).isEqualTo(PowerState.RUNNING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/restore/", "/restore"})
    void restoreAnswersAsDocumentedAndBringsTheDataBack(String suffix) throws IOException {
        service.startServer();
        service.writeDisk("old");
        long id = owner.createAndWait(server, "pre-migration-snapshot");
        String createdAt = owner.get(SNAPSHOTS + id + "/").json().getString("created_at");
        service.writeDisk("new");

        Answer answer = owner.post(SNAPSHOTS + id + suffix).expect(200);

        assertThat(answer.json())
                .isEqualTo(Json.createObjectBuilder()
                        .add("status", "success")
                        .add("message", "Server is being restored from snapshot. This may take 5-15 minutes.")
                        .add(
                                "snapshot",
                                Json.createObjectBuilder()
                                        .add("id", id)
                                        .add("name", "pre-migration-snapshot")
                                        .add("created_at", createdAt))
                        .add("server", Json.createObjectBuilder(webServer()).add("status", "restoring"))
                        .build());
        assertThat(owner.end(answer).getString("status")).isEqualTo("succeeded");
        assertThat(service.readDisk()).isEqualTo("old");
        assertThat(service.powerState()).as("it ran before").isEqualTo(PowerState.RUNNING);
        assertThat(service.server().getString("status")).isEqualTo("active");
    }

    @Test
    void aStoppedServerStaysStoppedWhenItIsRestored() throws IOException {
        service.writeDisk("old");
        long id = owner.createAndWait(server, "stopped");
        service.writeDisk("new");

        owner.end(owner.restore(id).expect(200));

        assertThat(service.readDisk()).isEqualTo("old");
        assertThat(service.powerState()).isEqualTo(PowerState.STOPPED);
        assertThat(service.server().getString("status")).isEqualTo("stopped");
    }

    @Test
    void anySnapshotCanBeRestoredInAnyOrderAndDeletedWithoutTouchingTheOthers() throws IOException {
        service.writeDisk("one");
        long one = owner.createAndWait(server, "one");
        service.writeDisk("two");
        long two = owner.createAndWait(server, "two");
        owner.end(owner.restore(one).expect(200));
        service.writeDisk("three");
        long three = owner.createAndWait(server, "three");

        assertRestores(two, "two");
        assertRestores(three, "three");
        owner.delete(SNAPSHOTS + one + "/").expect(204);
        service.settle();
        assertRestores(two, "two");
        assertRestores(three, "three");
        owner.delete(SNAPSHOTS + two + "/").expect(204);
        service.settle();
        assertRestores(three, "three");
        assertThat(service.snapshots()).containsExactly(three);
    }

    @Test
    void reclaimingADeletedSnapshotLeavesItsNeighboursAsTheyWere() throws IOException {
        service.writeDisk("first");
        long first = owner.createAndWait(server, "first");
        service.writeDisk("second");
        long second = owner.createAndWait(server, "second");
        service.writeDisk("third");
        long third = owner.createAndWait(server, "third");
        service.writeDisk("fourth");

        owner.delete(SNAPSHOTS + second + "/").expect(204);
        service.settle();

        assertThat(service.readDisk()).isEqualTo("fourth");
        assertRestores(third, "third");
        assertRestores(first, "first");
    }

    private void assertRestores(long id, String content) throws IOException {
        service.writeDisk("overwritten");
        assertThat(owner.end(owner.restore(id).expect(200)).getString("status")).isEqualTo("succeeded");
        assertThat(service.readDisk()).isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", ""})
    void deleteAnswersWithAnEmptyBodyAndTheSnapshotIsGone(String suffix) {
        long id = owner.createAndWait(server, "gone");

        Answer answer = owner.delete(SNAPSHOTS + id + suffix).expect(204);

        assertThat(answer.body()).isEmpty();
        owner.get(SNAPSHOTS + id + "/").expectProblem(404, "not_found");
        owner.delete(SNAPSHOTS + id + "/").expectProblem(404, "not_found");
        owner.restore(id).expectProblem(404, "not_found");
        assertThat(service.snapshots()).doesNotContain(id);
    }

    @Test
    void createFailsWithLimitReachedAtTheSixth() {
        for (int i = 1; i <= 5; i++) {
            owner.createAndWait(server, "number-" + i);
        }
        owner.create(server, "number-6").expectProblem(400, "snapshot_limit_reached");
        assertThat(service.snapshots()).hasSize(5);

        owner.delete(SNAPSHOTS + service.snapshots().get(2) + "/").expect(204);
        owner.createAndWait(server, "number-6");
        assertThat(service.snapshots()).hasSize(5);
    }

    @Test
    void failedSnapshotsDoNotCountTowardsTheLimit() throws IOException {
        service.startServer();
        service.suffer(SimulatedFaults.none().agentMissing());
        owner.end(owner.post(SNAPSHOTS, body(server, "fails", "\"consistency\": \"application\"")).expect(201));
        for (int i = 1; i <= 5; i++) {
            owner.createAndWait(server, "number-" + i);
        }
        assertThat(service.snapshots()).hasSize(6);
        owner.create(server, "number-6").expectProblem(400, "snapshot_limit_reached");
    }

    @Test
    void creatingInParallelNeverExceedsTheLimit() {
        int made = 0;
        boolean full = false;
        for (int round = 0; round < 8 && !(full && made == 5); round++) {
            full = made == 5;
            List<CompletableFuture<Answer>> asked = IntStream.range(0, 40)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> owner.create(server, "parallel-" + i)))
                    .toList();
            for (Answer answer : asked.stream().map(CompletableFuture::join).toList()) {
                if (answer.status() == 201) {
                    made++;
                } else if (answer.status() == 409) {
                    JsonObject running = answer.expectProblem(409, "server_busy").json().getJsonObject("operation");
                    assertThat(running.getString("kind")).isEqualTo("snapshot_create");
                    assertThat(running.getString("id")).isNotBlank();
                } else {
                    answer.expectProblem(400, "snapshot_limit_reached");
                }
            }
            assertThat(service.snapshots()).hasSize(made);
            service.settle();
        }
        assertThat(made).isEqualTo(5);
    }

    @Test
    void anotherAccountsSnapshotAnswersLikeOneThatDoesNotExist() {
        long id = owner.createAndWait(server, "mine");
        ApiClient other = service.other();
        for (String verb : List.of("GET", "DELETE", "RESTORE", "CREATE")) {
            Answer others = ask(other, verb, id, server).expectProblem(404, "not_found");
            Answer unknown = ask(other, verb, 999_999_999, 999_999_999).expectProblem(404, "not_found");
            assertThat(withoutRequestId(others)).as(verb).isEqualTo(withoutRequestId(unknown));
        }
        assertThat(owner.get(SNAPSHOTS + id + "/").expect(200).json().getString("status")).isEqualTo("completed");
    }

    private static Answer ask(ApiClient client, String verb, long snapshot, long server) {
        return switch (verb) {
            case "GET" -> client.get(SNAPSHOTS + snapshot + "/");
            case "DELETE" -> client.delete(SNAPSHOTS + snapshot + "/");
            case "RESTORE" -> client.restore(snapshot);
            case "CREATE" -> client.create(server, "not-mine");
            default -> throw new IllegalArgumentException(verb);
        };
    }

    private static JsonObject withoutRequestId(Answer answer) {
        return Json.createObjectBuilder(answer.json()).remove("request_id").build();
    }

    @Test
    void aSnapshotThatIsDeletedWhileItIsMadeLeavesNothing() throws IOException {
        service.writeDisk("kept");
        service.suffer(SimulatedFaults.none().latency(Call.CUT, Point.BEFORE, LONG));
        Answer created = owner.create(server, "unwanted").expect(201);
        long id = id(created.json());

        owner.delete(SNAPSHOTS + id + "/").expect(204);
        owner.get(SNAPSHOTS + id + "/").expectProblem(404, "not_found");
        assertThat(service.snapshots()).isEmpty();
        service.heal();

        assertThat(owner.end(created).getString("status")).isEqualTo("cancelled");
        owner.get(SNAPSHOTS + id + "/").expectProblem(404, "not_found");
        assertThat(service.readDisk()).isEqualTo("kept");
        owner.createAndWait(server, "next");
    }

    @Test
    void aSnapshotThatIsNotCompletedCannotBeRestored() throws IOException {
        service.startServer();
        service.suffer(SimulatedFaults.none().agentMissing());
        Answer failed = owner.post(SNAPSHOTS, body(server, "fails", "\"consistency\": \"application\"")).expect(201);
        owner.end(failed);
        owner.restore(id(failed.json())).expectProblem(400, "server_state_invalid");

        service.suffer(SimulatedFaults.none().latency(Call.CUT, Point.BEFORE, LONG));
        Answer unfinished = owner.create(server, "unfinished").expect(201);
        owner.restore(id(unfinished.json())).expectProblem(400, "server_state_invalid");
        service.heal();
        owner.end(unfinished);
    }

    @Test
    void aBusyServerRefusesAndNamesWhatRuns() throws IOException {
        long id = owner.createAndWait(server, "target");
        long spare = owner.createAndWait(server, "spare");
        service.suffer(SimulatedFaults.none().latency(Call.SWITCH_HEADS, Point.BEFORE, LONG));
        Answer restoring = owner.restore(id).expect(200);

        Stream.of(
                        owner.restore(id).expectProblem(400, "server_state_invalid"),
                        owner.create(server, "refused").expectProblem(409, "server_busy"),
                        owner.delete(SNAPSHOTS + id + "/").expectProblem(409, "server_busy"),
                        owner.delete(SNAPSHOTS + spare + "/").expectProblem(409, "server_busy"),
                        owner.post("/api/v1/servers/" + server + "/start/").expectProblem(409, "server_busy"))
                .forEach(answer -> {
                    JsonObject running = answer.json().getJsonObject("operation");
                    assertThat(running.getString("kind")).isEqualTo("snapshot_restore");
                    assertThat(restoring.header("Operation-Location")).contains(running.getString("id"));
                });
        assertThat(service.server().getString("status")).isEqualTo("restoring");
        service.heal();
        assertThat(owner.end(restoring).getString("status")).isEqualTo("succeeded");
    }

    @Test
    void theLimitIsToldBeforeTheBusyServer() throws IOException {
        for (int i = 1; i <= 4; i++) {
            owner.createAndWait(server, "number-" + i);
        }
        service.suffer(SimulatedFaults.none().latency(Call.CUT, Point.BEFORE, LONG));
        Answer fifth = owner.create(server, "number-5").expect(201);
        owner.create(server, "number-6").expectProblem(400, "snapshot_limit_reached");
        service.heal();
        owner.end(fifth);
    }

    @Test
    void sizeGrowsWithWhatIsFrozen() throws IOException {
        long empty = owner.createAndWait(server, "empty");
        byte[] fiveMebibytes = new byte[5 << 20];
        java.util.Arrays.fill(fiveMebibytes, (byte) 1);
        service.host().write(Service.domain(), "vda", 1 << 20, fiveMebibytes);
        long filled = owner.createAndWait(server, "filled");
        long unchanged = owner.createAndWait(server, "unchanged");

        assertThat(size(empty)).isPositive();
        assertThat(size(filled) - size(empty)).isBetween(5, 6);
        assertThat(size(unchanged) - size(filled)).as("all layers below count").isBetween(0, 1);
    }

    private int size(long id) {
        return owner.get(SNAPSHOTS + id + "/").expect(200).json().getInt("size_mb");
    }

    private static String body(long server, String name, String more) {
        return "{\"server_id\": " + server + ", \"name\": \"" + name + "\", " + more + "}";
    }

    private JsonObject webServer() {
        return Json.createObjectBuilder().add("id", server).add("name", Service.WEB_SERVER).build();
    }

    private static long id(JsonObject item) {
        return item.getJsonNumber("id").longValueExact();
    }
}
