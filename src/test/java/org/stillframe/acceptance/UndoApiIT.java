package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.stillframe.acceptance.ApiClient.SNAPSHOTS;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.PowerState;
import org.stillframe.hypervisor.simulated.Call;
import org.stillframe.hypervisor.simulated.SimulatedFaults;
import org.stillframe.hypervisor.simulated.SimulatedFaults.Point;

/** A restore is taken back, and whatever cannot be is refused with a reason. */
@ExtendWith(SharedService.class)
class UndoApiIT {
    private static final String OPERATIONS = "/api/v1/operations/";
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final Duration NOTICED = Duration.ofSeconds(20);

    private final Service service;
    private final ApiClient owner;
    private final long server;

    UndoApiIT(Service service) {
        this.service = service;
        this.owner = service.owner();
        this.server = service.serverId();
    }

    @ParameterizedTest
    @ValueSource(strings = {"undo/", "undo"})
    void undoAnswersWithItsOperationAndBringsBackWhatTheRestoreReplaced(String suffix) throws IOException {
        service.startServer();
        service.writeDisk("old");
        long snapshot = owner.createAndWait(server, "snapshot");
        service.writeDisk("precious");
        Answer restored = restore(snapshot);
        service.writeDisk("written after the restore");

        Answer answer = owner.post(restored.header("Operation-Location") + suffix).expect(202);

        JsonObject begun = answer.json();
        assertThat(begun.keySet())
                .containsExactly(
                        "id", "kind", "status", "progress", "step", "server", "snapshot", "created_at", "started_at",
                        "finished_at", "error");
        assertThat(begun.getString("kind")).isEqualTo("restore_undo");
        assertThat(begun.getString("status")).isIn("queued", "running");
        assertThat(begun.get("server"))
                .isEqualTo(Json.createObjectBuilder().add("id", server).add("name", Service.WEB_SERVER).build());
        assertThat(begun.get("snapshot")).as("it goes to none").isEqualTo(JsonValue.NULL);
        assertThat(answer.header("Operation-Location")).isEqualTo(OPERATIONS + begun.getString("id") + "/");
        assertThat(owner.end(answer).getString("status")).isEqualTo("succeeded");
        assertThat(service.readDisk()).isEqualTo("precious");
        assertThat(service.powerState()).as("it ran before").isEqualTo(PowerState.RUNNING);
        assertThat(service.server().getString("status")).isEqualTo("active");
        assertThat(service.operations().get(0).getString("id")).as("it is listed").isEqualTo(begun.getString("id"));
    }

    @Test
    void aStoppedServerStaysStoppedWhenItsRestoreIsUndone() throws IOException {
        service.writeDisk("old");
        long snapshot = owner.createAndWait(server, "snapshot");
        service.writeDisk("precious");
        Answer restored = restore(snapshot);

        assertSucceeds(undo(restored));

        assertThat(service.readDisk()).isEqualTo("precious");
        assertThat(service.powerState()).isEqualTo(PowerState.STOPPED);
        assertThat(service.server().getString("status")).isEqualTo("stopped");
    }

    @Test
    void anUndoIsUndoneByItsOwnIdAndARestoreMoreThanOnce() throws IOException {
        service.startServer();
        service.writeDisk("old");
        Answer restored = restore(owner.createAndWait(server, "snapshot"));
        service.writeDisk("after the restore");
        Answer undone = undo(restored);
        assertSucceeds(undone);
        assertThat(service.readDisk()).isEqualTo("old");
        service.writeDisk("after the undo");

        Answer redone = undo(undone);
        assertSucceeds(redone);
        assertThat(service.readDisk()).isEqualTo("after the restore");
        assertSucceeds(undo(redone));
        assertThat(service.readDisk()).isEqualTo("after the undo");
        assertSucceeds(undo(restored));
        assertThat(service.readDisk()).isEqualTo("old");
        assertSucceeds(undo(undone));
        assertThat(service.readDisk()).isEqualTo("after the restore");
    }

    @Test
    void noSnapshotIsTouchedByARestoreOrItsUndo() throws IOException {
        service.writeDisk("one");
        long one = owner.createAndWait(server, "one");
        service.writeDisk("two");
        long two = owner.createAndWait(server, "two");
        service.writeDisk("three");
        long three = owner.createAndWait(server, "three");
        service.writeDisk("precious");
        List<JsonObject> before = owner.get(SNAPSHOTS).expect(200).results();

        Answer restored = restore(one);
        service.writeDisk("branch");
        assertSucceeds(undo(restored));

        assertThat(owner.get(SNAPSHOTS).expect(200).results()).isEqualTo(before);
        assertThat(service.readDisk()).isEqualTo("precious");
        assertRestores(three, "three");
        assertRestores(one, "one");
        assertRestores(two, "two");
    }

    @Test
    void anUndoDoesNotNeedTheSnapshotThatWasRestored() throws IOException {
        service.writeDisk("old");
        long snapshot = owner.createAndWait(server, "snapshot");
        service.writeDisk("precious");
        Answer restored = restore(snapshot);
        service.writeDisk("after the restore");
        owner.delete(SNAPSHOTS + snapshot + "/").expect(204);
        service.settle();

        Answer undone = undo(restored);
        assertSucceeds(undone);
        assertThat(service.readDisk()).isEqualTo("precious");
        service.settle();
        assertSucceeds(undo(undone));
        assertThat(service.readDisk()).isEqualTo("after the restore");
    }

    @Test
    void aRestoreThatOnlyFailedToStartTheServerCanBeUndone() throws IOException {
        service.startServer();
        service.writeDisk("boots not");
        long snapshot = owner.createAndWait(server, "snapshot");
        service.writeDisk("boots");
        service.suffer(SimulatedFaults.none().fail(Call.START, Point.BEFORE, Kind.FAILED));
        Answer restored = owner.restore(snapshot).expect(200);
        assertThat(owner.end(restored).getString("status")).isEqualTo("failed");
        assertThat(service.readDisk()).isEqualTo("boots not");
        service.heal();

        assertSucceeds(undo(restored));
        assertThat(service.readDisk()).isEqualTo("boots");
    }

    @Test
    void whatIsNotThereAndWhatIsSomebodyElsesAnswersAlike() {
        Answer restored = restore(owner.createAndWait(server, "mine"));
        Answer others = service.other().post(restored.header("Operation-Location") + "undo/").expectProblem(404, "not_found");
        Answer unknown = service.other().post(OPERATIONS + UUID.randomUUID() + "/undo/").expectProblem(404, "not_found");
        assertThat(others.json().getString("detail")).isEqualTo(unknown.json().getString("detail"));
        owner.post(OPERATIONS + "1/undo/").expectProblem(404, "not_found");
        owner.post(OPERATIONS + "%20/undo").expectProblem(404, "not_found");
        service.nobody().post(restored.header("Operation-Location") + "undo/").expectProblem(401, "authentication_failed");
        assertThat(owner.get(restored.header("Operation-Location") + "undo/")
                        .expectProblem(405, "method_not_allowed")
                        .header("Allow"))
                .contains("POST");
    }

    @Test
    void anOperationOfAnotherKindIsRefusedWithItsKind() {
        Answer created = owner.create(server, "created").expect(201);
        owner.end(created);
        Answer started = owner.post("/api/v1/servers/" + server + "/start/").expect(202);
        owner.end(started);
        assertNotUndoable(created, "snapshot_create");
        assertNotUndoable(started, "server_start");
        owner.delete(SNAPSHOTS + created.json().getInt("id") + "/").expect(204);
        service.settle();
        JsonObject deleted = service.operations().get(0);
        Answer refused = owner.post(OPERATIONS + deleted.getString("id") + "/undo/");
        assertThat(refused.expectProblem(409, "operation_not_undoable").json().getString("detail"))
                .contains("snapshot_delete");
    }

    @Test
    void aRestoreThatHasNotEndedIsRefusedAndSoIsAnythingElseMeanwhile() throws IOException {
        long snapshot = owner.createAndWait(server, "snapshot");
        Answer first = restore(snapshot);
        service.suffer(SimulatedFaults.none().latency(Call.SWITCH_HEADS, Point.BEFORE, LONG));
        Answer second = owner.restore(snapshot).expect(200);

        assertNotUndoable(second, "has not ended");
        JsonObject running = owner.post(first.header("Operation-Location") + "undo/")
                .expectProblem(409, "server_busy")
                .json()
                .getJsonObject("operation");
        assertThat(running.getString("kind")).isEqualTo("snapshot_restore");
        assertThat(second.header("Operation-Location")).contains(running.getString("id"));
        service.heal();
        owner.end(second);
    }

    @Test
    void aRestoreThatFailedIsRefused() throws IOException {
        service.writeDisk("old");
        long snapshot = owner.createAndWait(server, "snapshot");
        service.writeDisk("new");
        service.suffer(SimulatedFaults.none().fail(Call.SWITCH_HEADS, Point.BEFORE, Kind.FAILED));
        Answer failed = owner.restore(snapshot).expect(200);
        assertThat(owner.end(failed).getString("status")).isEqualTo("failed");
        service.heal();

        assertNotUndoable(failed, "failed");
        assertThat(service.readDisk()).isEqualTo("new");
    }

    @Test
    void ofManyUndosAtOnceOneIsAcceptedAndTheOthersAreToldOfIt() throws IOException {
        service.writeDisk("precious");
        Answer restored = restore(owner.createAndWait(server, "snapshot"));
        service.suffer(SimulatedFaults.none().latency(Call.SWITCH_HEADS, Point.BEFORE, LONG));

        List<Answer> answers = IntStream.range(0, 16)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> owner.post(restored.header("Operation-Location") + "undo/")))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        List<Answer> accepted = answers.stream().filter(answer -> answer.status() == 202).toList();
        assertThat(accepted).hasSize(1);
        String id = accepted.get(0).json().getString("id");
        assertThat(answers).filteredOn(answer -> answer.status() != 202).allSatisfy(answer -> {
            JsonObject running = answer.expectProblem(409, "server_busy").json().getJsonObject("operation");
            assertThat(running.getString("id")).isEqualTo(id);
            assertThat(running.getString("kind")).isEqualTo("restore_undo");
        });
        assertThat(service.server().getString("status")).isEqualTo("restoring");
        owner.create(server, "refused").expectProblem(409, "server_busy");
        service.heal();
        assertSucceeds(accepted.get(0));
        assertThat(service.readDisk()).isEqualTo("precious");
    }

    @Test
    void anUndoIsRefusedWhileTheHostIsDown() throws IOException {
        Answer restored = restore(owner.createAndWait(server, "snapshot"));
        service.suffer(SimulatedFaults.none().unreachable());
        await().atMost(NOTICED).until(() -> service.nobody().get("/health/ready").status() == 503);

        Answer refused = owner.post(restored.header("Operation-Location") + "undo/")
                .expectProblem(503, "hypervisor_unavailable");

        assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
        service.heal();
        await().atMost(NOTICED).until(() -> service.nobody().get("/health/ready").status() == 200);
        assertSucceeds(undo(restored));
    }

    private Answer restore(long snapshot) {
        Answer begun = owner.restore(snapshot).expect(200);
        assertSucceeds(begun);
        return begun;
    }

    private void assertRestores(long snapshot, String content) throws IOException {
        restore(snapshot);
        assertThat(service.readDisk()).isEqualTo(content);
    }

    private Answer undo(Answer restored) {
        return owner.post(restored.header("Operation-Location") + "undo/").expect(202);
    }

    private void assertSucceeds(Answer begun) {
        assertThat(owner.end(begun).getString("status")).isEqualTo("succeeded");
    }

    private void assertNotUndoable(Answer begun, String reason) {
        Answer refused = owner.post(begun.header("Operation-Location") + "undo/");
        assertThat(refused.expectProblem(409, "operation_not_undoable").json().getString("detail")).contains(reason);
    }
}
