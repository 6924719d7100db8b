package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.stillframe.acceptance.ApiClient.SNAPSHOTS;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.PowerState;
import org.stillframe.hypervisor.simulated.Call;
import org.stillframe.hypervisor.simulated.SimulatedFaults;
import org.stillframe.hypervisor.simulated.SimulatedFaults.Point;

/** An operation that is told to stop leaves nothing behind, and one that cannot stop says so. */
@ExtendWith(SharedService.class)
class CancelIT {
    private static final Duration CALL = Duration.ofSeconds(2);
    /** Promised, and room for a busy machine. */
    private static final Duration PROMISED = Duration.ofSeconds(5 + 10);

    private final Service service;
    private final ApiClient owner;
    private final long server;

    CancelIT(Service service) {
        this.service = service;
        this.owner = service.owner();
        this.server = service.serverId();
    }

    @Test
    void aRunningCreateLeavesNoSnapshot() throws IOException {
        service.writeDisk("kept");
        Set<Path> before = files();
        service.suffer(SimulatedFaults.none().latency(Call.CUT, Point.MIDWAY, CALL));
        Answer created = owner.create(server, "unwanted").expect(201);
        awaitStep(created, "cut");

        cancel(created).expect(202);

        assertThat(ended(created)).isEqualTo("cancelled");
        assertThat(service.snapshots()).isEmpty();
        owner.get(SNAPSHOTS + created.json().getInt("id") + "/").expectProblem(404, "not_found");
        assertThat(service.readDisk()).isEqualTo("kept");
        service.heal();
        await().atMost(PROMISED).untilAsserted(() -> assertThat(files()).isEqualTo(before));
        owner.createAndWait(server, "next");
    }

    @Test
    void aCreateThatWaitsForItsTurnEndsAtOnce() throws IOException {
        service.suffer(SimulatedFaults.none().fail(Call.INSPECT, Point.BEFORE, Kind.UNAVAILABLE));
        Answer created = owner.create(server, "waiting").expect(201);
        await().atMost(PROMISED).until(() -> status(created).equals("queued"));

        assertThat(cancel(created).expect(202).json().getString("status")).isEqualTo("cancelled");

        assertThat(service.snapshots()).isEmpty();
    }

    @Test
    void aDeleteStopsGivingSpaceBackAndTheOtherSnapshotsStay() throws IOException {
        service.writeDisk("first");
        long first = owner.createAndWait(server, "first");
        service.writeDisk("second");
        long second = owner.createAndWait(server, "second");
        service.writeDisk("third");
        service.suffer(SimulatedFaults.none().mergeRate(1));
        owner.delete(SNAPSHOTS + second + "/").expect(204);
        JsonObject deleting = service.operations().get(0);
        assertThat(deleting.getString("kind")).isEqualTo("snapshot_delete");
        String path = "/api/v1/operations/" + deleting.getString("id") + "/";
        await().atMost(PROMISED).until(() -> owner.get(path).json().getString("status").equals("running"));

        owner.post(path + "cancel/").expect(202);

        await().atMost(PROMISED).until(() -> owner.get(path).json().getString("status").equals("cancelled"));
        service.heal();
        assertThat(service.snapshots()).containsExactly(first);
        assertThat(service.readDisk()).isEqualTo("third");
        owner.end(owner.restore(first).expect(200));
        assertThat(service.readDisk()).isEqualTo("first");
    }

    @Test
    void aRestoreStopsBeforeItReplacesTheDisks() throws IOException {
        long snapshot = snapshotOfARunningServer();
        service.suffer(SimulatedFaults.none().latency(Call.CUT, Point.MIDWAY, CALL));
        Answer restored = owner.restore(snapshot).expect(200);
        awaitStep(restored, "keep-safety-point");

        cancel(restored).expect(202);

        assertThat(ended(restored)).isEqualTo("cancelled");
        assertThat(service.readDisk()).isEqualTo("now");
        assertThat(service.powerState()).isEqualTo(PowerState.RUNNING);
        assertThat(service.server().getString("status")).isEqualTo("active");
        assertThat(service.snapshots()).containsExactly(snapshot);
    }

    @Test
    void aRestoreThatReplacesTheDisksSaysThatItIsTooLate() throws IOException {
        long snapshot = snapshotOfARunningServer();
        service.suffer(SimulatedFaults.none().latency(Call.SWITCH_HEADS, Point.BEFORE, CALL));
        Answer restored = owner.restore(snapshot).expect(200);
        awaitStep(restored, "switch-heads");

        cancel(restored).expectProblem(409, "operation_not_cancellable");

        assertThat(ended(restored)).isEqualTo("succeeded");
        assertThat(service.readDisk()).isEqualTo("then");
        cancel(restored).expectProblem(409, "operation_ended");
    }

    @Test
    void whatCannotBeCancelledOrIsNotTheCallersSaysSo() throws IOException {
        service.suffer(SimulatedFaults.none().latency(Call.START, Point.BEFORE, CALL));
        Answer started = owner.post("/api/v1/servers/" + server + "/start/").expect(202);

        cancel(started).expectProblem(409, "operation_not_cancellable");
        service.other().post(cancelPath(started)).expectProblem(404, "not_found");
        service.nobody().post(cancelPath(started)).expectProblem(401, "authentication_failed");
        owner.post("/api/v1/operations/none/cancel/").expectProblem(404, "not_found");
    }

    /** All layers on the host, of whatever server. */
    private Set<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(service.host().directory())) {
            return all.filter(file -> file.getFileName().toString().startsWith("stillframe-")).collect(Collectors.toSet());
        }
    }

    private long snapshotOfARunningServer() throws IOException {
        service.startServer();
        service.writeDisk("then");
        long snapshot = owner.createAndWait(server, "snapshot");
        service.writeDisk("now");
        return snapshot;
    }

    private Answer cancel(Answer begun) {
        return owner.post(cancelPath(begun));
    }

    private static String cancelPath(Answer begun) {
        return begun.header("Operation-Location") + "cancel/";
    }

    private void awaitStep(Answer begun, String step) {
        await().atMost(PROMISED).until(() -> step.equals(operation(begun).getString("step", null)));
    }

    private JsonObject operation(Answer begun) {
        return owner.get(begun.header("Operation-Location")).expect(200).json();
    }

    private String status(Answer begun) {
        return operation(begun).getString("status");
    }

    private String ended(Answer begun) {
        await().atMost(PROMISED).until(() -> !status(begun).equals("running") && !status(begun).equals("queued"));
        return status(begun);
    }
}
