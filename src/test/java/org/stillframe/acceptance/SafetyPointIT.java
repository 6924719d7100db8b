package org.stillframe.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stillframe.PayaraMicro;
import org.stillframe.hypervisor.simulated.Call;
import org.stillframe.hypervisor.simulated.SimulatedFaults;
import org.stillframe.hypervisor.simulated.SimulatedFaults.Point;

/** What restores have replaced is kept for a while and not without bound, and goes by itself. */
class SafetyPointIT {
    private static final Duration RETENTION = Duration.ofSeconds(15);
    private static final int LIMIT = 2;
    /** In which a safety point that has expired is looked for, and its space given back. */
    private static final Duration SWEPT = Duration.ofSeconds(40);

    private static Service service;

    @BeforeAll
    static void start() throws IOException {
        service = Service.fresh(
                "safety",
                Map.of("STILLFRAME_SAFETY_RETENTION", RETENTION.toString(), "STILLFRAME_SAFETY_LIMIT", Integer.toString(LIMIT)));
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            service.close();
        }
    }

    @BeforeEach
    void reset() throws IOException {
        service.reset();
    }

    @Test
    void aRestoreCanBeUndoneUntilItsSafetyPointExpiresAndThenTheSpaceIsGivenBack() throws Exception {
        service.writeDisk("old");
        Answer restored = restore(create("snapshot"));
        service.settle();
        long kept = files();
        assertThat(undo(restored).status()).isEqualTo(202);
        service.settle();

        TimeUnit.MILLISECONDS.sleep(RETENTION.toMillis());

        Answer refused = undo(restored).expectProblem(409, "operation_not_undoable");
        assertThat(refused.json().getString("detail")).contains("expired");
        await().atMost(SWEPT).untilAsserted(() -> assertThat(files()).as("of a snapshot and a head").isLessThan(kept));
        assertThat(service.readDisk()).isEqualTo("old");
    }

    @Test
    void aSafetyPointOutlivesItsTimeWhileAnUndoGoesBackToIt() throws Exception {
        service.writeDisk("old");
        long snapshot = create("snapshot");
        service.writeDisk("precious");
        Answer restored = restore(snapshot);
        // Held before it has looked up what to go back to.
        service.suffer(SimulatedFaults.none().latency(Call.INSPECT, Point.BEFORE, Duration.ofMinutes(5)));
        Answer undoing = undo(restored).expect(202);

        TimeUnit.MILLISECONDS.sleep(RETENTION.plusSeconds(12).toMillis());
        service.heal();

        assertThat(service.owner().end(undoing).getString("status")).isEqualTo("succeeded");
        assertThat(service.readDisk()).isEqualTo("precious");
        undo(restored).expectProblem(409, "operation_not_undoable");
    }

    @Test
    void theOldestSafetyPointGoesEarlyWhenThereAreTooMany() throws Exception {
        service.writeDisk("old");
        long snapshot = create("snapshot");
        List<Answer> restored = new ArrayList<>();
        for (int i = 0; i <= LIMIT; i++) {
            service.writeDisk("before restore " + i);
            restored.add(restore(snapshot));
        }

        undo(restored.get(0)).expectProblem(409, "operation_not_undoable");
        assertThat(service.owner().end(undo(restored.get(1)).expect(202)).getString("status")).isEqualTo("succeeded");
        assertThat(service.readDisk()).isEqualTo("before restore 1");
        undo(restored.get(1)).expectProblem(409, "operation_not_undoable");
        assertThat(service.owner().end(undo(restored.get(2)).expect(202)).getString("status")).isEqualTo("succeeded");
        assertThat(service.readDisk()).isEqualTo("before restore 2");
    }

    @Test
    void aDiskThatWasTakenOutOfTheServerDoesNotStandInTheWayOfAnUndo() throws IOException {
        ApiClient other = service.other();
        long database = other.get("/api/v1/servers/").expect(200).results().get(0).getJsonNumber("id").longValueExact();
        UUID domain = UUID.nameUUIDFromBytes("db-server-01".getBytes(UTF_8));
        other.end(other.post("/api/v1/servers/" + database + "/stop/").expect(202));
        other.createAndWait(database, "with-both-disks");
        Path definition = service.host().directory().resolve("domains").resolve(domain + ".properties");
        Files.writeString(definition, Files.readString(definition).replace("disks=vda\\ vdb", "disks=vda"));
        service.host().write(domain, "vda", 0, "old".getBytes(UTF_8));
        long snapshot = other.createAndWait(database, "with-one-disk");
        service.host().write(domain, "vda", 0, "new".getBytes(UTF_8));
        Answer restored = other.restore(snapshot).expect(200);
        assertThat(other.end(restored).getString("status")).isEqualTo("succeeded");
        assertThat(service.host().read(domain, "vda", 0, 3)).asString(UTF_8).isEqualTo("old");

        Answer undone = other.post(restored.header("Operation-Location") + "undo/").expect(202);

        assertThat(other.end(undone).getString("status")).isEqualTo("succeeded");
        assertThat(service.host().read(domain, "vda", 0, 3)).asString(UTF_8).isEqualTo("new");
    }

    @Test
    void aSettingThatMakesNoSenseStopsTheStartAndIsNamed() throws IOException {
        Path data = service.data().resolveSibling("safety-bad");
        Files.createDirectories(data);
        Path log = data.resolve("server.log");
        Files.deleteIfExists(log);
        try (PayaraMicro server = PayaraMicro.start(data, log, Map.of("STILLFRAME_SAFETY_RETENTION", "24"))) {
            await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> assertThat(Files.readString(log))
                    .contains("stillframe.safety.retention is '24', but must be an ISO-8601 duration, for instance PT24H")
                    .contains("Exception while loading the app"));
        }
    }

    private static long create(String name) {
        return service.owner().createAndWait(service.serverId(), name);
    }

    private static Answer restore(long snapshot) {
        Answer begun = service.owner().restore(snapshot).expect(200);
        assertThat(service.owner().end(begun).getString("status")).isEqualTo("succeeded");
        return begun;
    }

    private static Answer undo(Answer restored) {
        return service.owner().post(restored.header("Operation-Location") + "undo/");
    }

    /** How many files the host keeps for the owner's server. */
    private static long files() throws IOException {
        try (Stream<Path> found = Files.walk(service.host().directory())) {
            return found.filter(file -> file.getFileName().toString().contains(Service.domain().toString()))
                    .filter(file -> file.toString().contains(".qcow2"))
                    .count();
        }
    }
}
