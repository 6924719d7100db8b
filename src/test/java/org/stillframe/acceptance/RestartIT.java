package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.stillframe.acceptance.ApiClient.SNAPSHOTS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.PowerState;
import org.stillframe.hypervisor.simulated.Call;
import org.stillframe.hypervisor.simulated.SimulatedFaults;
import org.stillframe.hypervisor.simulated.SimulatedFaults.Point;
import org.stillframe.hypervisor.simulated.SimulatedHypervisor;

/** The service is killed in the middle of its work and started again on what it left. */
class RestartIT {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration RECOVERED = Duration.ofSeconds(30);
    private static final List<String> ENDED = List.of("succeeded", "failed", "cancelled");
    private static Service service;

    @BeforeAll
    static void start() throws IOException {
        service = Service.fresh("restart");
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
    void aCreateThatWasKilledBetweenItsNewFileAndItsSwitchEnds() throws IOException {
        service.startServer();
        service.writeDisk("first");
        long first = create("first");
        service.writeDisk("second");
        service.suffer(SimulatedFaults.none().latency(Call.CUT, Point.MIDWAY, LONG));
        Answer killed = service.owner().create(service.serverId(), "killed").expect(201);
        awaitStep(killed, "cut");
        String tokenBefore = service.owner().token();

        killAndStart();

        assertThat(service.owner().token()).as("tokens outlive a restart").isEqualTo(tokenBefore);
        String outcome = statusOf(killed);
        assertThat(outcome).isEqualTo("succeeded");
        long second = killed.json().getJsonNumber("id").longValueExact();
        assertThat(service.snapshots()).containsExactly(second, first);
        assertThat(service.readDisk()).isEqualTo("second");
        service.writeDisk("third");
        assertRestores(second, "second");
        assertRestores(first, "first");
        for (int i = 3; i <= 5; i++) {
            create("number-" + i);
        }
        service.owner().create(service.serverId(), "number-6").expectProblem(400, "snapshot_limit_reached");
    }

    @Test
    void aRestoreThatWasKilledAfterItsSwitchEndsWithTheServerRunning() throws IOException {
        service.startServer();
        service.writeDisk("first");
        long first = create("first");
        service.writeDisk("second");
        long second = create("second");
        service.suffer(SimulatedFaults.none().latency(Call.SWITCH_HEADS, Point.AFTER, LONG));
        Answer killed = service.owner().restore(first).expect(200);
        awaitStep(killed, "switch-heads");
        await().untilAsserted(() -> assertThat(service.powerState()).isEqualTo(PowerState.STOPPED));

        killAndStart();

        assertThat(statusOf(killed)).isEqualTo("succeeded");
        assertThat(service.readDisk()).isEqualTo("first");
        assertThat(service.powerState()).isEqualTo(PowerState.RUNNING);
        assertThat(service.server().getString("status")).isEqualTo("active");
        assertRestores(second, "second");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "CUT, MIDWAY, keep-safety-point",
        "STOP, AFTER, switch-heads",
        "SWITCH_HEADS, MIDWAY, switch-heads",
        "START, BEFORE, start-again"
    })
    void anUndoThatWasKilledAnywhereEndsAndCanBeUndone(Call call, Point point, String step) throws IOException {
        service.startServer();
        service.writeDisk("first");
        long first = create("first");
        service.writeDisk("second");
        long second = create("second");
        service.writeDisk("precious");
        Answer restored = service.owner().restore(first).expect(200);
        service.owner().end(restored);
        service.writeDisk("after the restore");
        service.suffer(SimulatedFaults.none().latency(call, point, LONG));
        Answer killed = service.owner().post(restored.header("Operation-Location") + "undo/").expect(202);
        awaitStep(killed, step);
        awaitCall(call);

        killAndStart();

        assertThat(statusOf(killed)).isEqualTo("succeeded");
        assertThat(service.readDisk()).isEqualTo("precious");
        assertThat(service.powerState()).isEqualTo(PowerState.RUNNING);
        assertThat(service.server().getString("status")).isEqualTo("active");
        Answer undone = service.owner().post(killed.header("Operation-Location") + "undo/").expect(202);
        assertThat(service.owner().end(undone).getString("status")).isEqualTo("succeeded");
        assertThat(service.readDisk()).isEqualTo("after the restore");
        assertRestores(second, "second");
        assertRestores(first, "first");
    }

    /** Until the call can be expected to have come to where it waits. */
    private static void awaitCall(Call call) {
        if (call == Call.STOP) {
            await().untilAsserted(() -> assertThat(service.powerState()).isEqualTo(PowerState.STOPPED));
        }
    }

    @Test
    void aReclaimThatWasKilledMidwayEndsWithEveryOtherContentIntact() throws IOException {
        service.writeDisk("first");
        long first = create("first");
        service.writeDisk("second");
        long second = create("second");
        service.writeDisk("third");
        long third = create("third");
        service.suffer(SimulatedFaults.none().latency(Call.MERGE, Point.MIDWAY, LONG));
        service.owner().delete(SNAPSHOTS + second + "/").expect(204);
        await().until(() -> service.operations().get(0).getString("status").equals("running"));
        awaitMerge();

        killAndStart();

        assertThat(service.snapshots()).containsExactly(third, first);
        assertThat(service.operations().get(0).getString("kind")).isEqualTo("snapshot_delete");
        assertThat(service.operations().get(0).getString("status")).isEqualTo("succeeded");
        assertRestores(third, "third");
        assertRestores(first, "first");
        assertRestores(third, "third");
    }

    @ParameterizedTest
    @EnumSource(names = {"MIDWAY", "AFTER"})
    void aReleaseThatWasKilledInItsMergeEndsWithOneFileThatHoldsEverything(Point killed) throws IOException {
        AdoptedDomain domain = AdoptedDomain.define(service, 1);
        String original = domain.chain("vda").get(0);
        domain.adopt().power("start");
        domain.write("first");
        domain.snapshot("first");
        domain.write("second");
        service.suffer(SimulatedFaults.none().latency(Call.MERGE, killed, LONG));
        Answer releasing = domain.release();
        awaitStep(releasing, "merge");
        if (killed == Point.AFTER) {
            await().until(() -> domain.chain("vda").equals(List.of(original)));
        }

        killAndStart();

        assertThat(service.admin().end(releasing).getString("status")).isEqualTo("succeeded");
        service.admin().get(domain.path()).expectProblem(404, "not_found");
        assertThat(domain.chain("vda")).containsExactly(original);
        assertThat(domain.layers()).isEmpty();
        assertThat(domain.read()).isEqualTo("second");
        assertThat(domain.state()).isEqualTo(PowerState.RUNNING);
        domain.adopt().snapshot("again");
    }

    @Test
    void aMergeThatWasDoneWhenTheServiceWasKilledHoldsUpNoLaterReclaim() throws IOException {
        int before = filesOfTheDisk();
        service.writeDisk("first");
        long first = create("first");
        service.writeDisk("second");
        long second = create("second");
        service.writeDisk("third");
        long third = create("third");
        int files = filesOfTheDisk();
        service.suffer(SimulatedFaults.none().latency(Call.MERGE, Point.AFTER, LONG));
        service.owner().delete(SNAPSHOTS + second + "/").expect(204);
        await().until(() -> filesOfTheDisk() < files);
        service.owner().delete(SNAPSHOTS + first + "/").expect(204);
        Answer fourth = service.owner().create(service.serverId(), "fourth").expect(201);

        killAndStart();

        assertThat(statusOf(fourth)).isEqualTo("succeeded");
        service.settle();
        assertThat(filesOfTheDisk()).as("one more for each snapshot that is left").isEqualTo(before + 2);
        assertRestores(third, "third");
    }

    private static int filesOfTheDisk() {
        DomainRef domain = new DomainRef(service.host().uri(), Service.domain());
        return new SimulatedHypervisor().inspect(domain).disks().get(0).chain().size();
    }

    private static void awaitMerge() {
        await().until(() -> {
            try (Stream<Path> jobs = Files.list(service.host().directory().resolve("jobs"))) {
                return jobs.findAny().isPresent();
            }
        });
    }

    private static long create(String name) {
        return service.owner().createAndWait(service.serverId(), name);
    }

    private static void awaitStep(Answer begun, String step) {
        await().until(() -> service.admin()
                .get(begun.header("Operation-Location"))
                .json()
                .getString("step", "")
                .equals(step));
    }

    private static String statusOf(Answer begun) {
        return service.owner().get(begun.header("Operation-Location")).expect(200).json().getString("status");
    }

    private static void assertRestores(long id, String content) throws IOException {
        service.owner().end(service.owner().restore(id).expect(200));
        assertThat(service.readDisk()).isEqualTo(content);
    }

    /** Nothing is left unfinished half a minute after the service answers again. */
    private static void killAndStart() throws IOException {
        service.kill();
        service.heal();
        service.start();
        await().atMost(RECOVERED).untilAsserted(() -> assertThat(service.operations())
                .allSatisfy(operation -> assertThat(operation.getString("status")).isIn(ENDED)));
        assertThat(service.owner().get(SNAPSHOTS).expect(200).results())
                .noneSatisfy(snapshot -> assertThat(snapshot.getString("status")).isEqualTo("in_progress"));
    }
}
