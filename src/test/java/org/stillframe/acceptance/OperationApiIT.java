package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stillframe.hypervisor.simulated.Call;
import org.stillframe.hypervisor.simulated.SimulatedFaults;
import org.stillframe.hypervisor.simulated.SimulatedFaults.Point;

@ExtendWith(SharedService.class)
class OperationApiIT {
    private static final String OPERATIONS = "/api/v1/operations/";

    private final Service service;
    private final ApiClient owner;

    OperationApiIT(Service service) {
        this.service = service;
        this.owner = service.owner();
    }

    @Test
    void anOperationTellsItsWholeStory() throws IOException {
        service.suffer(SimulatedFaults.none().latency(Call.CUT, Point.BEFORE, Duration.ofMinutes(2)));
        Answer created = owner.create(service.serverId(), "story").expect(201);
        org.awaitility.Awaitility.await().until(() -> "cut".equals(step(created)));
        JsonObject running = owner.get(created.header("Operation-Location")).expect(200).json();
        service.heal();
        JsonObject ended = owner.end(created);

        assertThat(running.keySet())
                .containsExactly(
                        "id", "kind", "status", "progress", "step", "server", "snapshot", "created_at", "started_at",
                        "finished_at", "error");
        assertThat(running.getString("kind")).isEqualTo("snapshot_create");
        assertThat(running.getString("status")).isEqualTo("running");
        assertThat(running.getInt("progress")).isBetween(1, 99);
        assertThat(running.get("finished_at")).isEqualTo(JsonValue.NULL);
        assertThat(running.get("server"))
                .isEqualTo(Json.createObjectBuilder().add("id", service.serverId()).add("name", Service.WEB_SERVER).build());
        assertThat(running.get("snapshot"))
                .isEqualTo(Json.createObjectBuilder().add("id", created.json().get("id")).add("name", "story").build());
        assertThat(ended.getString("status")).isEqualTo("succeeded");
        assertThat(ended.getInt("progress")).isEqualTo(100);
        assertThat(ended.get("step")).isEqualTo(JsonValue.NULL);
        assertThat(ended.get("error")).isEqualTo(JsonValue.NULL);
        assertThat(List.of(ended.getString("created_at"), ended.getString("started_at"), ended.getString("finished_at")))
                .isSorted();
    }

    private String step(Answer created) {
        JsonValue step = owner.get(created.header("Operation-Location")).expect(200).json().get("step");
        return step instanceof jakarta.json.JsonString text ? text.getString() : null;
    }

    @Test
    void waitingEndsWithTheOperation() throws IOException {
        service.suffer(SimulatedFaults.none().latency(Call.CUT, Point.BEFORE, Duration.ofMinutes(2)));
        Answer created = owner.create(service.serverId(), "waited-for").expect(201);
        CompletableFuture<JsonObject> waiting = CompletableFuture.supplyAsync(
                () -> owner.get(created.header("Operation-Location") + "?wait=60").expect(200).json());

        assertThat(waiting).as("while it runs").isNotDone();
        service.heal();
        assertThat(waiting).succeedsWithin(Duration.ofSeconds(15))
                .satisfies(operation -> assertThat(operation.getString("status")).isEqualTo("succeeded"));
    }

    /** Were it the database that tells, each would take from one look at it to the next: half a second, but for the first. */
    @Test
    void waitingEndsAtOnceWithTheOperation() {
        List<Duration> waits = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            String power = i % 2 == 0 ? "/start/" : "/stop/";
            long began = System.nanoTime();
            owner.end(owner.post("/api/v1/servers/" + service.serverId() + power).expect(202));
            waits.add(Duration.ofNanos(System.nanoTime() - began));
        }
        waits.sort(null);
        assertThat(waits.get(2)).isLessThan(Duration.ofMillis(400));
    }

    @Test
    void waitingEndsWhenTheTimeIsUp() throws IOException {
        service.suffer(SimulatedFaults.none().latency(Call.CUT, Point.BEFORE, Duration.ofMinutes(2)));
        Answer created = owner.create(service.serverId(), "too-slow").expect(201);
        long began = System.nanoTime();

        JsonObject operation = owner.get(created.header("Operation-Location") + "?wait=2").expect(200).json();

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(Duration.ofMillis(1900), Duration.ofSeconds(6));
        assertThat(operation.getString("status")).isIn("queued", "running");
        service.heal();
        owner.end(created);
    }

    @Test
    void aMalformedWaitIsRefused() {
        Answer created = owner.create(service.serverId(), "any").expect(201);
        String path = created.header("Operation-Location");
        owner.end(created);
        for (String wait : List.of("x", "", "-1", "1.5", "99999999999999999999", "1&wait=2")) {
            assertThat(owner.get(path + "?wait=" + wait).expectProblem(400, "invalid").json().getJsonObject("errors").keySet())
                    .containsExactly("wait");
        }
        owner.get(path + "?wait=9999").expect(200);
    }

    @Test
    void theListHoldsWhatTheAccountAskedForNewestFirst() {
        Answer first = owner.create(service.serverId(), "first").expect(201);
        owner.end(first);
        Answer second = owner.restore(first.json().getJsonNumber("id").longValueExact()).expect(200);
        owner.end(second);
        service.settle();

        List<JsonObject> operations = service.operations();

        assertThat(operations.subList(0, 2)).extracting(operation -> operation.getString("kind"))
                .containsExactly("snapshot_restore", "snapshot_create");
        assertThat(operations).extracting(operation -> operation.getString("kind"))
                .as("background work is nobody's request").doesNotContain("layer_reclaim");
        assertThat(service.other().get(OPERATIONS).expect(200).results())
                .extracting(operation -> operation.getString("id"))
                .doesNotContain(operations.get(0).getString("id"));
        assertThat(owner.get("/api/v1/operations").expect(200).results()).isEqualTo(operations);
    }

    @Test
    void anotherAccountsOperationAnswersLikeOneThatDoesNotExist() {
        Answer created = owner.create(service.serverId(), "mine").expect(201);
        owner.end(created);
        Answer others = service.other().get(created.header("Operation-Location")).expectProblem(404, "not_found");
        Answer unknown = service.other().get(OPERATIONS + UUID.randomUUID() + "/").expectProblem(404, "not_found");
        assertThat(others.json().getString("detail")).isEqualTo(unknown.json().getString("detail"));
        owner.get(OPERATIONS + "1/").expectProblem(404, "not_found");
    }
}
