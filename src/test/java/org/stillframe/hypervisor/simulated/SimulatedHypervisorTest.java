package org.stillframe.hypervisor.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stillframe.hypervisor.DiskInfo;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.HypervisorContract;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.HypervisorFixture;
import org.stillframe.hypervisor.Merge;
import org.stillframe.hypervisor.Overlay;

/** The contract, and what only files show. */
class SimulatedHypervisorTest extends HypervisorContract {
    @TempDir
    Path directory;

    @Override
    protected HypervisorFixture openFixture() {
        return new SimulatedFixture(directory);
    }

    @Test
    void everythingSurvivesInTheDirectory() throws IOException {
        DomainRef domain = fixture.newServer(2);
        fixture.write(domain, "vda", 0, "root");
        cut(domain, "vda", "overlay");
        fixture.write(domain, "vda", 1, "overlay");
        hypervisor.start(domain);
        DomainInfo before = hypervisor.inspect(domain);

        SimulatedFixture reopened = new SimulatedFixture(directory);

        assertThat(reopened.hypervisor().inspect(domain)).isEqualTo(before);
        assertThat(reopened.read(domain, "vda", 0)).isEqualTo("root");
        assertThat(reopened.read(domain, "vda", 1)).isEqualTo("overlay");
        assertThat(SimulatedHost.create(directory).define(domain.uuid(), "again", new SimulatedDisk("vdz", MIB)))
                .isEqualTo(domain);
        assertThat(reopened.hypervisor().inspect(domain)).isEqualTo(before);
    }

    @Test
    void aFileThatAnInterruptedCutLeftIsMadeAnew() throws IOException {
        DomainRef domain = fixture.newServer(1);
        String root = head(domain, "vda");
        Path left = Path.of(fixture.siblingPath(root, "overlay"));
        SimulatedVolume.create(left, "qcow2", MIB, null).write(0, new byte[SimulatedVolume.CLUSTER]);

        assertThat(cut(domain, "vda", "overlay")).isEqualTo(left.toString());

        assertThat(chain(domain, "vda")).containsExactly(left.toString(), root);
        assertThat(SimulatedVolume.open(left).allocated().isEmpty()).isTrue();
    }

    @Test
    void aFileThatIsReferredToIsNeitherDeletedNorMadeAnew() {
        DomainRef domain = fixture.newServer(1);
        String root = head(domain, "vda");
        String frozen = cut(domain, "vda", "frozen");
        String head = cut(domain, "vda", "head");

        assertFails(Kind.FAILED, () -> hypervisor.deleteVolume(fixture.host(), frozen));
        assertFails(Kind.FAILED, () -> hypervisor.deleteVolume(fixture.host(), head));
        Overlay onRoot = new Overlay("vda", frozen, root);
        assertFails(Kind.FAILED, () -> hypervisor.switchHeads(domain, List.of(onRoot)));

        assertThat(chain(domain, "vda")).containsExactly(head, frozen, root);
    }

    @Test
    void aDeletedVolumeLeavesNoFile() throws IOException {
        DomainRef domain = fixture.newServer(1);
        Path root = Path.of(head(domain, "vda"));
        String unused = cut(domain, "vda", "unused");
        fixture.write(domain, "vda", 0, "gone");
        String used = switchHead(domain, "vda", "used", root.toString());

        hypervisor.deleteVolume(fixture.host(), unused);

        try (Stream<Path> files = Files.list(root.getParent())) {
            assertThat(files).containsExactlyInAnyOrder(root, Path.of(used));
        }
    }

    @Test
    void nothingOutsideTheVolumesIsTouched() throws IOException {
        DomainRef domain = fixture.newServer(1);
        String root = head(domain, "vda");
        Path outside = Files.writeString(directory.resolve("outside"), "mine");

        assertFails(Kind.FAILED, () -> hypervisor.deleteVolume(fixture.host(), outside.toString()));
        assertFails(Kind.FAILED, () -> hypervisor.deleteVolume(fixture.host(), fixture.siblingPath(root, "../../outside")));
        assertFails(Kind.FAILED, () -> hypervisor.deleteVolume(fixture.host(), root + ".data"));
        Overlay overlay = new Overlay("vda", outside.toString(), root);
        assertFails(Kind.FAILED, () -> hypervisor.cut(domain, List.of(overlay), false));
        assertThat(hypervisor.volume(fixture.host(), outside.toString())).isNull();

        assertThat(outside).hasContent("mine");
        assertThat(chain(domain, "vda")).containsExactly(root);
    }

    @Test
    void aDiskWithAMissingFileBlocksAndDoesNotBoot() throws IOException {
        DomainRef domain = fixture.newServer(2);
        String root = head(domain, "vda");
        cut(domain, "vda", "overlay");
        Files.delete(Path.of(root));

        DomainInfo info = hypervisor.inspect(domain);

        assertThat(info.disks()).extracting(DiskInfo::target).containsExactly("vdb");
        assertThat(info.blockers()).hasSize(1).allSatisfy(blocker -> assertThat(blocker.disk()).isEqualTo("vda"));
        assertFails(Kind.FAILED, () -> hypervisor.start(domain));
    }

    @Test
    void aMergeThatWouldChangeWhatSomebodyReadsIsRefused() {
        DomainRef domain = fixture.newServer(1);
        String root = head(domain, "vda");
        String first = cut(domain, "vda", "first");
        String second = cut(domain, "vda", "second");
        String branch = switchHead(domain, "vda", "branch", first);

        assertMergeRefused(domain, new Merge("vda", first, second, null, 0));
        assertMergeRefused(domain, new Merge("vda", root, first, second, 0));
        assertMergeRefused(domain, new Merge("vda", root, second, null, 0));
        assertMergeRefused(domain, new Merge("vda", first, branch, second, 0));
        assertThat(chain(domain, "vda")).containsExactly(branch, first, root);
    }

    @Test
    void aMergeIntoAnotherDomainsHeadIsRefused() throws IOException {
        DomainRef domain = fixture.newServer(1);
        String othersHead = head(fixture.newServer(1), "vda");
        Path top = Path.of(fixture.siblingPath(othersHead, "top"));
        SimulatedVolume.create(top, "qcow2", MIB, Path.of(othersHead));

        assertMergeRefused(domain, new Merge("vda", othersHead, top.toString(), null, 0));
    }

    @Test
    void aMergeFailsIfALayerIsPutOnTopMeanwhile() throws IOException {
        DomainRef domain = fixture.newServer(1);
        String root = head(domain, "vda");
        String top = cut(domain, "vda", "top");
        fixture.fill(domain, "vda", 4);
        String digest = fixture.digest(top);

        CompletableFuture<Void> merge = beginSlowMerge(domain, root);
        String branch = switchHead(domain, "vda", "branch", top);
        SimulatedFaults.clear(directory);

        assertEnds(Kind.FAILED, merge);
        assertThat(chain(domain, "vda")).containsExactly(branch, top, root);
        assertThat(fixture.digest(branch)).isEqualTo(digest);
    }

    @Test
    void aMergeKeepsToItsBandwidth() {
        DomainRef domain = fixture.newServer(1);
        String root = head(domain, "vda");
        String top = cut(domain, "vda", "top");
        fixture.fill(domain, "vda", 1);

        long begun = System.nanoTime();
        hypervisor.merge(domain, new Merge("vda", root, top, null, 2 * MIB), percent -> {});

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(500));
    }

    @Test
    void aWriteKeepsTheRestOfItsClusterFromBelow() throws IOException {
        SimulatedHost host = SimulatedHost.create(directory);
        DomainRef domain = fixture.newServer(1);
        host.write(domain.uuid(), "vda", 10, new byte[] {1, 2, 3, 4});
        cut(domain, "vda", "overlay");

        host.write(domain.uuid(), "vda", 12, new byte[] {7});

        assertThat(host.read(domain.uuid(), "vda", 9, 6)).containsExactly(0, 1, 2, 7, 4, 0);
    }

    @Test
    void whatTheGuestWritesDuringAMergeOfTheHeadIsKept() throws IOException {
        DomainRef domain = fixture.newServer(1);
        String root = head(domain, "vda");
        cut(domain, "vda", "overlay");
        fixture.fill(domain, "vda", 4);
        fixture.write(domain, "vda", 0, "before");
        hypervisor.start(domain);

        CompletableFuture<Void> merge = beginSlowMerge(domain, root);
        fixture.write(domain, "vda", 0, "overwritten");
        fixture.write(domain, "vda", 1, "new");
        SimulatedFaults.clear(directory);
        merge.join();

        assertThat(chain(domain, "vda")).containsExactly(root);
        assertThat(fixture.read(domain, "vda", 0)).isEqualTo("overwritten");
        assertThat(fixture.read(domain, "vda", 1)).isEqualTo("new");
    }

    @Test
    void whileALayerIsMergedItsDiskIsNeitherCutNorMergedTwiceNorBooted() throws IOException {
        DomainRef domain = fixture.newServer(1);
        String root = head(domain, "vda");
        String head = cut(domain, "vda", "overlay");
        fixture.fill(domain, "vda", 4);
        Overlay next = new Overlay("vda", fixture.siblingPath(root, "next"), head);

        CompletableFuture<Void> merge = beginSlowMerge(domain, root);
        assertFails(Kind.WRONG_STATE, () -> hypervisor.cut(domain, List.of(next), false));
        assertFails(Kind.WRONG_STATE, () -> merge(domain, root, head));
        assertFails(Kind.FAILED, () -> hypervisor.start(domain));
        // The whole host is what tells, not the instance that runs the merge.
        new SimulatedHypervisor().abortMerge(domain);

        assertEnds(Kind.INTERRUPTED, merge);
        hypervisor.cut(domain, List.of(next), false);
        hypervisor.start(domain);
    }

    @Test
    void aMergeInARunningDomainEndsWhenItIsStopped() throws IOException {
        DomainRef domain = fixture.newServer(1);
        String root = head(domain, "vda");
        String head = cut(domain, "vda", "overlay");
        fixture.fill(domain, "vda", 4);
        hypervisor.start(domain);

        CompletableFuture<Void> merge = beginSlowMerge(domain, root);
        hypervisor.stop(domain, Duration.ZERO);

        assertEnds(Kind.INTERRUPTED, merge);
        assertThat(chain(domain, "vda")).containsExactly(head, root);
    }

    private CompletableFuture<Void> beginSlowMerge(DomainRef domain, String base) throws IOException {
        SimulatedFaults.none().mergeRate(MIB).install(directory);
        AtomicInteger most = new AtomicInteger();
        Merge merge = new Merge("vda", base, head(domain, "vda"), null, 0);
        CompletableFuture<Void> running = CompletableFuture.runAsync(() -> hypervisor.merge(domain, merge, most::set));
        await().atMost(Duration.ofSeconds(20)).until(() -> most.get() > 0 || running.isDone());
        assertThat(running).isNotDone();
        return running;
    }

    private static void assertEnds(Kind kind, CompletableFuture<Void> merge) {
        CompletionException failure = catchThrowableOfType(CompletionException.class, merge::join);
        assertThat(failure).isNotNull();
        assertThat(((HypervisorException) failure.getCause()).kind()).isEqualTo(kind);
    }

    private void assertMergeRefused(DomainRef domain, Merge merge) {
        assertFails(Kind.FAILED, () -> hypervisor.merge(domain, merge, percent -> {}));
    }

    private void merge(DomainRef domain, String base, String top) {
        hypervisor.merge(domain, new Merge("vda", base, top, null, 0), percent -> {});
    }
}
