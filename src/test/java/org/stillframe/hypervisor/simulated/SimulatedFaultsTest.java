package org.stillframe.hypervisor.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stillframe.hypervisor.Consistency;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.Merge;
import org.stillframe.hypervisor.Overlay;
import org.stillframe.hypervisor.PowerState;
import org.stillframe.hypervisor.VolumeInfo;
import org.stillframe.hypervisor.simulated.SimulatedFaults.Point;

class SimulatedFaultsTest {
    @TempDir
    Path directory;

    private SimulatedFixture fixture;
    private Hypervisor hypervisor;
    private DomainRef domain;
    private Overlay overlay;

    @BeforeEach
    void defineServer() {
        fixture = new SimulatedFixture(directory);
        hypervisor = fixture.hypervisor();
        domain = fixture.newServer(1);
        String root = chain().get(0);
        overlay = new Overlay("vda", fixture.siblingPath(root, "overlay"), root);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyKindOfFailureCanBeHadBeforeAnythingHappened(Kind kind) throws IOException {
        SimulatedFaults.none().fail(Call.CUT, Point.BEFORE, kind).install(directory);

        assertFails(kind, this::cut);
        assertFails(kind, this::cut);

        assertThat(chain()).containsExactly(overlay.backing());
        assertThat(hypervisor.volume(fixture.host(), overlay.path())).isNull();
    }

    @Test
    void aCutThatFailsMidwayLeavesAFileAndCanBeRepeated() throws IOException {
        SimulatedFaults.none().fail(Call.CUT, Point.MIDWAY, Kind.UNAVAILABLE, 1).install(directory);

        assertFails(Kind.UNAVAILABLE, this::cut);
        assertThat(chain()).containsExactly(overlay.backing());
        assertThat(hypervisor.volume(fixture.host(), overlay.path())).isNotNull();

        assertThat(hypervisor.cut(domain, List.of(overlay), false)).isEqualTo(Consistency.OFFLINE);
        assertThat(chain()).containsExactly(overlay.path(), overlay.backing());
    }

    @Test
    void aQuiescedCutThatFailsMidwayLeavesTheGuestFrozenUntilThaw() throws IOException {
        hypervisor.start(domain);
        SimulatedFaults.none().fail(Call.CUT, Point.MIDWAY, Kind.UNAVAILABLE, 1).install(directory);

        assertFails(Kind.UNAVAILABLE, () -> hypervisor.cut(domain, List.of(overlay), true));
        assertThatThrownBy(() -> fixture.write(domain, "vda", 0, "frozen")).hasMessageContaining("frozen");

        hypervisor.thaw(domain);
        fixture.write(domain, "vda", 0, "thawed");
        assertThat(fixture.read(domain, "vda", 0)).isEqualTo("thawed");
    }

    @Test
    void aCallThatFailsAfterwardsHasHadItsEffect() throws IOException {
        SimulatedFaults.none()
                .fail(Call.CUT, Point.AFTER, Kind.UNAVAILABLE, 1)
                .fail(Call.START, Point.AFTER, Kind.FAILED, 1)
                .install(directory);

        assertFails(Kind.UNAVAILABLE, this::cut);
        assertFails(Kind.FAILED, () -> hypervisor.start(domain));

        assertThat(chain()).containsExactly(overlay.path(), overlay.backing());
        assertThat(hypervisor.inspect(domain).state()).isEqualTo(PowerState.RUNNING);
    }

    @Test
    void onlyTheCallThatWasCountedFails() throws IOException {
        SimulatedFaults.none().fail(Call.THAW, Point.BEFORE, Kind.FAILED, 2).install(directory);

        hypervisor.thaw(domain);
        assertFails(Kind.FAILED, () -> hypervisor.thaw(domain));
        hypervisor.thaw(domain);

        SimulatedFaults.none().fail(Call.THAW, Point.BEFORE, Kind.FAILED, 2).install(directory);
        hypervisor.thaw(domain);
        assertFails(Kind.FAILED, () -> hypervisor.thaw(domain));
    }

    @Test
    void aMergeThatFailsMidwayChangesNothingThatIsReadAndCanBeRepeated() throws IOException {
        fixture.write(domain, "vda", 0, "root");
        cut();
        fixture.fill(domain, "vda", 4);
        fixture.write(domain, "vda", 0, "overlay");
        String digest = fixture.digest(overlay.path());
        String rootDigest = fixture.digest(overlay.backing());
        Merge merge = new Merge("vda", overlay.backing(), overlay.path(), null, 0);
        SimulatedFaults.none().fail(Call.MERGE, Point.MIDWAY, Kind.UNAVAILABLE, 1).install(directory);

        assertFails(Kind.UNAVAILABLE, () -> hypervisor.merge(domain, merge, percent -> {}));
        assertThat(chain()).containsExactly(overlay.path(), overlay.backing());
        assertThat(fixture.digest(overlay.path())).isEqualTo(digest);
        assertThat(fixture.digest(overlay.backing())).isNotEqualTo(rootDigest);

        hypervisor.merge(domain, merge, percent -> {});
        assertThat(chain()).containsExactly(overlay.backing());
        assertThat(fixture.digest(overlay.backing())).isEqualTo(digest);
    }

    @Test
    void anUnreachableHostAnswersNothingUntilItIsBack() throws IOException {
        Files.writeString(directory.resolve("faults.properties"), "unreachable = true\n");

        assertFails(Kind.UNAVAILABLE, () -> hypervisor.describe(fixture.host()));
        assertFails(Kind.UNAVAILABLE, () -> hypervisor.inspect(domain));
        assertFails(Kind.UNAVAILABLE, this::cut);

        SimulatedFaults.clear(directory);
        assertThat(chain()).containsExactly(overlay.backing());
    }

    @Test
    void aHostThatIsLostDuringACallMayHaveDoneIt() throws Exception {
        SimulatedFaults.none().latency(Call.CUT, Point.AFTER, Duration.ofMinutes(5)).install(directory);
        CompletableFuture<Void> cutting = CompletableFuture.runAsync(this::cut);
        await().until(() -> chain().size() == 2);

        SimulatedFaults.none().unreachable().install(directory);

        assertThatThrownBy(cutting::join)
                .cause()
                .isInstanceOfSatisfying(
                        HypervisorException.class, failure -> assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE));
    }

    @Test
    void aMissingAgentFailsOnlyAQuiescedCut() throws IOException {
        hypervisor.start(domain);
        SimulatedFaults.none().agentMissing().install(directory);

        assertFails(Kind.QUIESCE_FAILED, () -> hypervisor.cut(domain, List.of(overlay), true));
        assertThat(hypervisor.cut(domain, List.of(overlay), false)).isEqualTo(Consistency.CRASH);
        assertThat(hypervisor.cut(domain, List.of(overlay), true)).as("a repeat").isEqualTo(Consistency.APPLICATION);
    }

    @Test
    void changingCallsTakeTheUsualLatencyAndReadingOnesDoNot() {
        Hypervisor slow = new SimulatedHypervisor(300);

        assertThat(millis(() -> slow.start(domain))).isGreaterThanOrEqualTo(300);
        Hypervisor slowest = new SimulatedHypervisor(60_000);
        assertThat(millis(() -> slowest.powerStates(fixture.host()))).isLessThan(30_000);
    }

    @Test
    void theHostsLatenciesReplaceTheUsualOne() throws IOException {
        Hypervisor slow = new SimulatedHypervisor(60_000);
        SimulatedFaults.none()
                .latency(Duration.ofMillis(20))
                .latency(Call.STOP, Point.BEFORE, Duration.ofMillis(200))
                .latency(Call.INSPECT, Point.AFTER, Duration.ofMillis(200))
                .install(directory);

        assertThat(millis(() -> slow.start(domain))).isBetween(20L, 30_000L);
        assertThat(millis(() -> slow.stop(domain, Duration.ZERO))).isGreaterThanOrEqualTo(200);
        assertThat(millis(() -> slow.inspect(domain))).isGreaterThanOrEqualTo(200);
    }

    @Test
    void aWaitEndsWhenTheFaultsChange() throws IOException {
        SimulatedFaults.none().latency(Call.START, Point.AFTER, Duration.ofMinutes(5)).install(directory);
        CompletableFuture<Void> starting = CompletableFuture.runAsync(() -> hypervisor.start(domain));
        await().until(() -> hypervisor.inspect(domain).state() == PowerState.RUNNING);
        assertThat(starting).isNotDone();

        SimulatedFaults.clear(directory);

        assertThat(starting).succeedsWithin(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "unreachabel=true", "unreachable=yes", "agent.present=false", "latency=soon", "latency.cut.later=1",
        "latency.copy=1", "fail.cut=FAILED", "fail.cut.before=BROKEN", "fail.cut.before=FAILED@x",
        "fail.copy.before=FAILED", "merge.speed=1"
    })
    void aMisspeltFaultFailsEveryCall(String line) throws IOException {
        Files.writeString(directory.resolve("faults.properties"), line);

        assertThatThrownBy(() -> hypervisor.describe(fixture.host()))
                .isInstanceOf(HypervisorException.class)
                .hasMessageContaining("faults.properties");
    }

    private void cut() {
        hypervisor.cut(domain, List.of(overlay), false);
    }

    private List<String> chain() {
        return hypervisor.inspect(domain).disks().get(0).chain().stream()
                .map(VolumeInfo::path)
                .toList();
    }

    private static long millis(Runnable work) {
        long begun = System.nanoTime();
        work.run();
        return (System.nanoTime() - begun) / 1_000_000;
    }

    private static void assertFails(Kind kind, ThrowingCallable call) {
        HypervisorException failure = catchThrowableOfType(HypervisorException.class, call);
        assertThat(failure).as("failure").isNotNull();
        assertThat(failure.kind()).as(failure.toString()).isEqualTo(kind);
    }
}
