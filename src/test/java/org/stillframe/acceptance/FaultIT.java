package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.stillframe.acceptance.ApiClient.SNAPSHOTS;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.Overlay;
import org.stillframe.hypervisor.PowerState;
import org.stillframe.hypervisor.simulated.Call;
import org.stillframe.hypervisor.simulated.SimulatedFaults;
import org.stillframe.hypervisor.simulated.SimulatedFaults.Point;
import org.stillframe.hypervisor.simulated.SimulatedHypervisor;

/** A host that fails: nothing hangs, nothing lies, and the server is usable afterwards. */
@ExtendWith(SharedService.class)
class FaultIT {
    private static final List<Call> CALLS =
            List.of(Call.INSPECT, Call.CUT, Call.SWITCH_HEADS, Call.START, Call.STOP, Call.MERGE, Call.DELETE_VOLUME);
    private static final List<Call> WITH_MIDWAY = List.of(Call.CUT, Call.SWITCH_HEADS, Call.MERGE);
    private static final Duration NOTICED = Duration.ofSeconds(20);

    private final Service service;
    private final ApiClient owner;
    private final long server;

    FaultIT(Service service) {
        this.service = service;
        this.owner = service.owner();
        this.server = service.serverId();
    }

    @Test
    void readsWorkWritesAreRefusedAndReadinessTellsWhileTheHostIsDownAndItReconnectsByItself() throws IOException {
        long id = owner.createAndWait(server, "before");
        service.suffer(SimulatedFaults.none().unreachable());
        await().atMost(NOTICED).until(() -> service.nobody().get("/health/ready").status() == 503);

        assertThat(service.nobody().get("/health/ready").body()).contains("DOWN", "hypervisors", "unreachable");
        assertThat(service.nobody().get("/health/live").status()).isEqualTo(200);
        assertThat(service.snapshots()).containsExactly(id);
        owner.get(SNAPSHOTS + id + "/").expect(200);
        owner.get("/api/v1/servers/").expect(200);
        JsonObject host = service.admin().get("/api/v1/hosts/").expect(200).results().get(0);
        assertThat(host.getString("status")).isEqualTo("unreachable");
        assertThat(host.getString("last_error")).isNotBlank();
        Stream.of(
                        owner.create(server, "refused"),
                        owner.restore(id),
                        owner.delete(SNAPSHOTS + id + "/"),
                        owner.post("/api/v1/servers/" + server + "/start/"),
                        owner.post("/api/v1/servers/" + server + "/stop/"))
                .forEach(answer -> {
                    answer.expectProblem(503, "hypervisor_unavailable");
                    assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
                });

        service.heal();
        await().atMost(NOTICED).until(() -> service.nobody().get("/health/ready").status() == 200);
        assertThat(service.snapshots()).containsExactly(id);
        owner.createAndWait(server, "after");
    }

    @Test
    void whatAHostToldBeforeAnOperationIsNotTakenForWhatCameOfIt() throws IOException {
        AdoptedDomain domain = AdoptedDomain.define(service, 1).adopt();
        service.suffer(SimulatedFaults.none().latency(Call.POWER_STATES, Point.AFTER, Duration.ofSeconds(2)));
        for (int i = 0; i < 4; i++) {
            String power = i % 2 == 0 ? "start" : "stop";
            String status = i % 2 == 0 ? "active" : "stopped";
            domain.power(power);
            await().during(Duration.ofSeconds(3))
                    .atMost(Duration.ofSeconds(20))
                    .failFast("an older reading was taken for the newer one", () -> !status.equals(statusOf(domain)))
                    .until(() -> status.equals(statusOf(domain)));
        }
    }

    private static String statusOf(AdoptedDomain domain) {
        return domain.admin().get(domain.path()).expect(200).json().getString("status");
    }

    @Test
    void aHostThatGoesAwayInTheMiddleIsWaitedFor() throws IOException {
        service.suffer(SimulatedFaults.none().latency(Call.CUT, Point.BEFORE, Duration.ofMinutes(2)));
        Answer created = owner.create(server, "interrupted").expect(201);
        await().until(() -> "cut".equals(step(created)));

        service.suffer(SimulatedFaults.none().unreachable());
        await().atMost(NOTICED).until(() -> service.nobody().get("/health/ready").status() == 503);
        assertThat(owner.get(created.header("Operation-Location")).json().getString("status")).isIn("queued", "running");
        service.heal();

        assertThat(owner.end(created).getString("status")).isEqualTo("succeeded");
    }

    @Test
    void aServerThatWasPausedWhileItWasFrozenIsThawedWhenAnOperatorResumesIt() throws IOException {
        service.startServer();
        DomainRef domain = new DomainRef(service.host().uri(), service.domain());
        SimulatedHypervisor outside = new SimulatedHypervisor();
        String head = outside.inspect(domain).disk("vda").orElseThrow().head().path();
        Overlay overlay = new Overlay("vda", head + ".left", head);
        service.suffer(SimulatedFaults.none().fail(Call.CUT, Point.MIDWAY, Kind.NO_SPACE));
        assertThatThrownBy(() -> outside.cut(domain, List.of(overlay), true)).isInstanceOf(HypervisorException.class);
        service.heal();
        outside.deleteVolume(domain.host(), overlay.path());
        assertThatThrownBy(() -> service.writeDisk("refused")).hasMessageContaining("frozen");
        service.host().pause(service.domain());
        await().atMost(NOTICED).until(() -> service.server().getString("status").equals("suspended"));

        service.host().resume(service.domain());

        await().atMost(NOTICED).until(() -> service.server().getString("status").equals("active"));
        service.writeDisk("thawed");
        assertThat(service.readDisk()).isEqualTo("thawed");
    }

    private String step(Answer begun) {
        return owner.get(begun.header("Operation-Location")).json().getString("step", "");
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource
    void oneFailureOfACallLeavesNothingStuckAndNoContentLost(Call call, Point point, Kind kind) throws IOException {
        service.startServer();
        service.writeDisk("first");
        long first = owner.createAndWait(server, "first");
        service.writeDisk("second");

        service.suffer(SimulatedFaults.none().fail(call, point, kind, 1));
        Answer creating = owner.create(server, "second").expect(201);
        long second = creating.json().getJsonNumber("id").longValueExact();
        assertThat(owner.end(creating).getString("status")).isIn("succeeded", "failed");
        assertSnapshotSaysAsItsOperation(second, creating);
        assertThat(service.readDisk()).isEqualTo("second");

        service.suffer(SimulatedFaults.none().fail(call, point, kind, 1));
        Answer restoring = owner.restore(first).expect(200);
        JsonObject restored = owner.end(restoring);
        service.heal();
        assertThat(restored.getString("status")).isIn("succeeded", "failed");
        if (restored.getString("status").equals("succeeded")) {
            assertThat(service.readDisk()).isEqualTo("first");
        } else {
            assertThat(service.readDisk()).isIn("first", "second");
            assertThat(restored.getJsonObject("error").getString("detail")).isNotBlank();
        }
        assertThat(service.powerState()).as("it ran before").isEqualTo(PowerState.RUNNING);

        service.suffer(SimulatedFaults.none().fail(call, point, kind, 1));
        if (service.snapshots().contains(second)) {
            owner.delete(SNAPSHOTS + second + "/").expect(204);
        }
        service.settle();
        service.heal();

        assertThat(owner.end(owner.restore(first).expect(200)).getString("status")).isEqualTo("succeeded");
        assertThat(service.readDisk()).isEqualTo("first");
        owner.createAndWait(server, "usable");
        assertThat(service.server().getString("status")).isEqualTo("active");
    }

    static Stream<Arguments> oneFailureOfACallLeavesNothingStuckAndNoContentLost() {
        Stream<Arguments> refusals = CALLS.stream().flatMap(call -> Stream.of(Point.values())
                .filter(point -> point != Point.MIDWAY || WITH_MIDWAY.contains(call))
                .filter(point -> point != Point.AFTER || call.changing())
                .map(point -> arguments(call, point, Kind.FAILED)));
        Stream<Arguments> losses = Stream.of(
                arguments(Call.CUT, Point.MIDWAY, Kind.UNAVAILABLE),
                arguments(Call.SWITCH_HEADS, Point.AFTER, Kind.UNAVAILABLE),
                arguments(Call.MERGE, Point.AFTER, Kind.UNAVAILABLE));
        return Stream.concat(refusals, losses);
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource
    void oneFailureOfACallInAnUndoLeavesNothingStuckAndNoContentLost(Call call, Point point, Kind kind) throws IOException {
        service.startServer();
        service.writeDisk("first");
        long first = owner.createAndWait(server, "first");
        service.writeDisk("precious");
        Answer restoring = owner.restore(first).expect(200);
        owner.end(restoring);
        service.writeDisk("second");

        service.suffer(SimulatedFaults.none().fail(call, point, kind, 1));
        Answer undoing = owner.post(restoring.header("Operation-Location") + "undo/").expect(202);
        JsonObject undone = owner.end(undoing);
        service.heal();

        if (undone.getString("status").equals("succeeded")) {
            assertThat(service.readDisk()).isEqualTo("precious");
            assertThat(owner.end(owner.post(undoing.header("Operation-Location") + "undo/").expect(202)).getString("status"))
                    .isEqualTo("succeeded");
            assertThat(service.readDisk()).isEqualTo("second");
        } else {
            assertThat(service.readDisk()).isEqualTo("second");
            assertThat(undone.getJsonObject("error").getString("detail")).isNotBlank();
        }
        assertThat(service.powerState()).as("it ran before").isEqualTo(PowerState.RUNNING);
        assertThat(owner.end(owner.post(restoring.header("Operation-Location") + "undo/").expect(202)).getString("status"))
                .isEqualTo("succeeded");
        assertThat(service.readDisk()).isEqualTo("precious");
        assertThat(service.server().getString("status")).isEqualTo("active");
        assertThat(owner.end(owner.restore(first).expect(200)).getString("status")).isEqualTo("succeeded");
        assertThat(service.readDisk()).isEqualTo("first");
    }

    static Stream<Arguments> oneFailureOfACallInAnUndoLeavesNothingStuckAndNoContentLost() {
        return oneFailureOfACallLeavesNothingStuckAndNoContentLost()
                .filter(arguments -> arguments.get()[0] != Call.MERGE && arguments.get()[0] != Call.DELETE_VOLUME);
    }

    @Test
    void aRestoreThatFailsAndWhoseServerDoesNotStartAgainEndsAndSaysBoth() throws IOException {
        service.startServer();
        service.writeDisk("first");
        long first = owner.createAndWait(server, "first");
        service.writeDisk("second");
        service.suffer(SimulatedFaults.none()
                .fail(Call.SWITCH_HEADS, Point.BEFORE, Kind.FAILED)
                .fail(Call.START, Point.BEFORE, Kind.FAILED));

        JsonObject operation = owner.end(owner.restore(first).expect(200));

        assertThat(operation.getString("status")).isEqualTo("failed");
        assertThat(operation.getJsonObject("error").getString("code")).isEqualTo("hypervisor_failed");
        assertThat(operation.getJsonObject("error").getString("detail"))
                .contains("The server's host refused or failed.")
                .contains("The disks are as they were, but the server could not be started again.");
        assertThat(service.powerState()).isEqualTo(PowerState.STOPPED);
        assertThat(service.server().getString("status")).isEqualTo("stopped");
        assertThat(service.readDisk()).isEqualTo("second");
        service.heal();
        service.startServer();
        assertThat(service.server().getString("status")).isEqualTo("active");
        assertThat(owner.end(owner.restore(first).expect(200)).getString("status")).isEqualTo("succeeded");
        assertThat(service.readDisk()).isEqualTo("first");
    }

    @Test
    void aRestoreOfAServerThatIsGoneFromItsHostEnds() throws IOException {
        service.writeDisk("first");
        long first = owner.createAndWait(server, "first");
        service.suffer(SimulatedFaults.none().fail(Call.INSPECT, Point.BEFORE, Kind.DOMAIN_NOT_FOUND));

        JsonObject operation = owner.end(owner.restore(first).expect(200));

        assertThat(operation.getString("status")).isEqualTo("failed");
        assertThat(operation.getJsonObject("error").getString("code")).isEqualTo("drift_detected");
        assertThat(service.server().getString("status")).isEqualTo("stopped");
        service.heal();
        assertThat(owner.end(owner.restore(first).expect(200)).getString("status")).isEqualTo("succeeded");
        assertThat(service.readDisk()).isEqualTo("first");
    }

    private void assertSnapshotSaysAsItsOperation(long id, Answer creating) {
        String operation = owner.get(creating.header("Operation-Location")).json().getString("status");
        JsonObject snapshot = owner.get(SNAPSHOTS + id + "/").expect(200).json();
        assertThat(snapshot.getString("status")).isEqualTo(operation.equals("succeeded") ? "completed" : "failed");
        if (operation.equals("failed")) {
            assertThat(snapshot.getJsonObject("failure").getString("code")).isEqualTo("hypervisor_failed");
        }
    }

    @ParameterizedTest
    @MethodSource("calls")
    void aPowerOperationThatFailsSaysSo(Call call, String action, PowerState before) throws IOException {
        if (before == PowerState.RUNNING) {
            service.startServer();
        }
        service.suffer(SimulatedFaults.none().fail(call, Point.BEFORE, Kind.FAILED));
        JsonObject operation = owner.end(owner.post("/api/v1/servers/" + server + "/" + action + "/").expect(202));
        service.heal();

        assertThat(operation.getString("status")).isEqualTo("failed");
        assertThat(operation.getJsonObject("error").getString("code")).isEqualTo("hypervisor_failed");
        assertThat(service.powerState()).isEqualTo(before);
        assertThat(service.server().getString("status")).isEqualTo(before == PowerState.RUNNING ? "active" : "stopped");
        owner.createAndWait(server, "usable");
    }

    static Stream<Arguments> calls() {
        return Stream.of(
                arguments(Call.START, "start", PowerState.STOPPED), arguments(Call.STOP, "stop", PowerState.RUNNING));
    }
}
