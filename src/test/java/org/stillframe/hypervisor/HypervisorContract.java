package org.stillframe.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stillframe.hypervisor.HypervisorException.Kind;

/** What every adapter of the {@link Hypervisor} port does. A subclass per adapter brings the fixture. */
public abstract class HypervisorContract {
    protected static final long MIB = 1024 * 1024;
    private static final long UNTHROTTLED = 0;

    protected HypervisorFixture fixture;
    protected Hypervisor hypervisor;

    protected abstract HypervisorFixture openFixture();

    @BeforeEach
    void open() {
        fixture = openFixture();
        hypervisor = fixture.hypervisor();
    }

    @AfterEach
    void close() {
        if (fixture != null) {
            fixture.close();
        }
    }

    // Looking

    @Test
    void describesAHostWithRoomInItsPools() {
        fixture.newServer(1);
        assertThat(hypervisor.serves(fixture.host())).isTrue();
        assertThat(hypervisor.serves("other:///system")).isFalse();

        HostInfo host = hypervisor.describe(fixture.host());

        assertThat(host.version()).matches("\\d+\\.\\d+\\.\\d+");
        assertThat(host.pools()).isNotEmpty().allSatisfy(pool -> {
            assertThat(pool.name()).isNotBlank();
            assertThat(pool.freeBytes()).isBetween(1L, pool.capacityBytes());
        });
    }

    @Test
    void inspectShowsPowerStateAndEveryChainHeadFirst() {
        DomainRef domain = fixture.newServer(2);
        String root = head(domain, "vda");
        String first = cut(domain, "vda", "first");
        String second = cut(domain, "vda", "second");

        DomainInfo info = hypervisor.inspect(domain);

        assertThat(info.ref()).isEqualTo(domain);
        assertThat(info.name()).isNotBlank();
        assertThat(info.state()).isEqualTo(PowerState.STOPPED);
        assertThat(info.vcpus()).isPositive();
        assertThat(info.memoryMib()).isBetween(16L, 4096L);
        assertThat(info.blockers()).isEmpty();
        assertThat(info.disks()).extracting(DiskInfo::target).containsExactly("vda", "vdb");
        assertThat(chain(domain, "vda")).containsExactly(second, first, root);
        assertThat(chain(domain, "vdb")).hasSize(1);
        assertThat(hypervisor.domains(fixture.host())).contains(info);
        assertThat(hypervisor.powerStates(fixture.host())).containsEntry(domain.uuid(), PowerState.STOPPED);

        hypervisor.start(domain);

        assertThat(hypervisor.inspect(domain).state()).isEqualTo(PowerState.RUNNING);
        assertThat(chain(domain, "vda")).containsExactly(second, first, root);
        assertThat(hypervisor.powerStates(fixture.host())).containsEntry(domain.uuid(), PowerState.RUNNING);
    }

    @Test
    void sizesOfVolumesArePlausible() {
        DomainRef domain = fixture.newServer(1);
        VolumeInfo root = hypervisor.inspect(domain).disks().get(0).head();
        String overlay = cut(domain, "vda", "overlay");

        VolumeInfo fresh = hypervisor.volume(fixture.host(), overlay);
        fixture.fill(domain, "vda", 4);
        VolumeInfo filled = hypervisor.volume(fixture.host(), overlay);

        assertThat(root.capacityBytes()).isGreaterThanOrEqualTo(32 * MIB);
        assertThat(fresh.path()).isEqualTo(overlay);
        assertThat(fresh.format()).isEqualTo("qcow2");
        assertThat(fresh.capacityBytes()).isEqualTo(root.capacityBytes());
        assertThat(fresh.allocatedBytes()).isBetween(1L, MIB);
        assertThat(filled.capacityBytes()).isEqualTo(root.capacityBytes());
        assertThat(filled.allocatedBytes()).isBetween(4 * MIB, 6 * MIB);
        assertThat(hypervisor.inspect(domain).disks().get(0).head()).isEqualTo(filled);
    }

    @Test
    void extentsAreWhatAFileHoldsItself() {
        DomainRef domain = fixture.newServer(1);
        String root = head(domain, "vda");
        fixture.fill(domain, "vda", 8);
        Extents below = extents(root);
        String overlay = cut(domain, "vda", "overlay");
        assertThat(extents(overlay).held()).isEqualTo(new Clusters());

        fixture.fill(domain, "vda", 4);
        fixture.write(domain, "vda", 0, "a slot");

        Extents extents = extents(overlay);
        long cluster = extents.layout().clusterBytes();
        assertThat(extents.heldBytes()).isBetween(4 * MIB + 1, 4 * MIB + 4 * cluster);
        assertThat(extents.zeros()).isEqualTo(new Clusters());
        assertThat(extents.inPlace()).isEqualTo(extents.held());
        assertThat(extents(root)).as("the file below").isEqualTo(below);
        assertThat(below.heldBytes()).isGreaterThanOrEqualTo(8 * MIB);
        Clusters hidden = extents.held().scaled(cluster, MIB).minus(below.held().scaled(below.layout().clusterBytes(), MIB));
        assertThat(hidden.count()).as("MiB in which only the slot lies").isBetween(0L, 2L);
    }

    @Test
    void aMergeAddsTheUpperFilesExtentsToTheLowerOnes() {
        DomainRef domain = fixture.newServer(1);
        String root = head(domain, "vda");
        String first = cut(domain, "vda", "first");
        fixture.fill(domain, "vda", 4);
        String second = cut(domain, "vda", "second");
        fixture.fill(domain, "vda", 2);
        fixture.write(domain, "vda", 1, "only the upper file");
        Clusters expected = extents(first).held().plus(extents(second).held());
        long grown = (expected.count() - extents(first).held().count()) * extents(first).layout().clusterBytes();
        long before = hypervisor.volume(fixture.host(), first).allocatedBytes();

        hypervisor.merge(domain, new Merge("vda", first, second, null, UNTHROTTLED), percent -> {});

        assertThat(extents(first).held()).isEqualTo(expected);
        assertThat(hypervisor.volume(fixture.host(), first).allocatedBytes() - before).isBetween(grown, grown + MIB / 4);
        assertThat(chain(domain, "vda")).containsExactly(first, root);
    }

    @Test
    void extentsOfARunningDomainsFilesAreReadWithoutDisturbingIt() {
        DomainRef domain = fixture.newServer(1);
        String root = head(domain, "vda");
        fixture.fill(domain, "vda", 4);
        hypervisor.start(domain);
        Clusters before = extents(root).held();
        String overlay = cut(domain, "vda", "overlay");
        fixture.write(domain, "vda", 0, "flushed");

        assertThat(extents(overlay).heldBytes()).isBetween(1L, 2 * MIB);
        assertThat(extents(root).held().minus(before).count() * extents(root).layout().clusterBytes()).isLessThan(4 * MIB);
        fixture.write(domain, "vda", 1, "goes on");
        assertThat(fixture.read(domain, "vda", 1)).isEqualTo("goes on");
    }

    @Test
    void extentsOfAFileThatDoesNotExistAreAFailure() {
        String root = head(fixture.newServer(1), "vda");

        assertFails(Kind.FAILED, () -> extents(fixture.siblingPath(root, "absent")));
    }

    @Test
    void aVolumeThatDoesNotExistIsNull() {
        DomainRef domain = fixture.newServer(1);

        assertThat(hypervisor.volume(fixture.host(), fixture.siblingPath(head(domain, "vda"), "absent"))).isNull();
    }

    @Test
    void layoutsNameTheFilesOfEveryDomainWithoutLookingAtThem() {
        DomainRef domain = fixture.newServer(2);
        String root = head(domain, "vda");
        String second = head(domain, "vdb");
        String overlay = cut(domain, "vda", "overlay");

        DomainLayout stopped = layout(domain);
        assertThat(stopped.name()).isEqualTo(hypervisor.inspect(domain).name());
        assertThat(stopped.state()).isEqualTo(PowerState.STOPPED);
        assertThat(stopped.persistent()).isTrue();
        assertThat(stopped.savedMemory()).isFalse();
        assertThat(stopped.nvram()).isNull();
        assertThat(stopped.disks())
                .containsExactly(
                        new DomainLayout.Disk("vda", "qcow2", true, List.of(overlay), overlay, false, false),
                        new DomainLayout.Disk("vdb", "qcow2", true, List.of(second), second, false, false));
        assertThat(stopped.files()).contains(overlay, second);

        hypervisor.start(domain);

        DomainLayout running = layout(domain);
        assertThat(running.state()).isEqualTo(PowerState.RUNNING);
        assertThat(running.disk("vda").orElseThrow())
                .isEqualTo(new DomainLayout.Disk("vda", "qcow2", true, List.of(overlay, root), overlay, false, false));
        assertThat(running.files()).contains(overlay, root, second);
    }

    @Test
    void layoutsNameUefiVariablesAndDisksThatCannotBeLayered() {
        DomainRef withNvram = fixture.newServerWithNvram();
        DomainRef shared = fixture.newServerWithSharedDisk();

        String nvram = hypervisor.inspect(withNvram).nvram().head().path();
        assertThat(layout(withNvram).nvram()).isEqualTo(nvram);
        assertThat(layout(withNvram).nextNvram()).isEqualTo(nvram);
        assertThat(layout(withNvram).files()).contains(nvram);
        assertThat(layout(shared).disk("vda").orElseThrow().layerable()).isTrue();
        assertThat(layout(shared).disk("vdb").orElseThrow().layerable()).isFalse();
    }

    @Test
    void volumesAreAllFilesOfADirectoryWithWhatEachStandsOn() {
        DomainRef domain = fixture.newServer(1);
        String root = head(domain, "vda");
        String overlay = cut(domain, "vda", "overlay");
        String directory = root.substring(0, root.lastIndexOf('/'));

        assertThat(hypervisor.volumes(fixture.host(), directory).orElseThrow())
                .contains(
                        new StoredVolume(root, "qcow2", null, null), new StoredVolume(overlay, "qcow2", root, "qcow2"));
        fixture.newServer(1);
        assertThat(hypervisor.volumes(fixture.host(), directory).orElseThrow()).hasSizeGreaterThanOrEqualTo(3);
        assertThat(hypervisor.volumes(fixture.host(), "/nowhere")).isEmpty();
    }

    @Test
    void aStoppedDomainIsDefinedAnewWithALayerAsItsHead() {
        DomainRef domain = fixture.newServer(1);
        String root = head(domain, "vda");
        fixture.write(domain, "vda", 0, "below");
        String layer = cut(domain, "vda", "stillframe-layer");
        fixture.write(domain, "vda", 0, "above");
        hypervisor.switchHeads(domain, List.of(new Overlay("vda", fixture.siblingPath(root, "back"), root)));
        assertThat(fixture.read(domain, "vda", 0)).isEqualTo("below");

        for (int i = 0; i < 2; i++) {
            hypervisor.redefine(domain, Map.of("vda", layer));
            assertThat(chain(domain, "vda")).containsExactly(layer, root);
        }

        assertThat(fixture.read(domain, "vda", 0)).isEqualTo("above");
        assertFails(Kind.NOT_LAYERABLE, () -> hypervisor.redefine(domain, Map.of("vda", root)));
        assertThat(chain(domain, "vda")).containsExactly(layer, root);
        hypervisor.redefine(domain, Map.of());
        hypervisor.start(domain);
        assertThat(fixture.read(domain, "vda", 0)).isEqualTo("above");
        hypervisor.redefine(domain, Map.of("vda", layer));
        assertThat(hypervisor.inspect(domain).state()).isEqualTo(PowerState.RUNNING);
    }

    private DomainLayout layout(DomainRef domain) {
        return hypervisor.layouts(fixture.host()).stream()
                .filter(layout -> layout.ref().equals(domain))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theRoomOfAStorageIsThatOfItsPoolForEveryPathInIt() {
        DomainRef domain = fixture.newServer(1);
        String path = head(domain, "vda");

        StorageRoom room = hypervisor.room(fixture.host(), path);

        assertThat(room.freeBytes()).isBetween(1L, room.capacityBytes());
        assertThat(hypervisor.room(fixture.host(), fixture.siblingPath(path, "absent")).capacityBytes())
                .isEqualTo(room.capacityBytes());
        assertThat(hypervisor.describe(fixture.host()).pools())
                .filteredOn(pool -> path.substring(0, path.lastIndexOf('/')).equals(pool.path()))
                .extracting(HostInfo.Pool::capacityBytes)
                .containsExactly(room.capacityBytes());
        assertFails(Kind.FAILED, () -> hypervisor.room(fixture.host(), "/nowhere/disk"));
    }

    @Test
    void anUnknownDomainIsNotFound() {
        fixture.newServer(1);
        DomainRef unknown = new DomainRef(fixture.host(), UUID.randomUUID());
        Overlay overlay = new Overlay("vda", "/nowhere/overlay", "/nowhere/root");
        Merge merge = new Merge("vda", "/nowhere/root", "/nowhere/overlay", null, UNTHROTTLED);

        assertFails(Kind.DOMAIN_NOT_FOUND, () -> hypervisor.inspect(unknown));
        assertFails(Kind.DOMAIN_NOT_FOUND, () -> hypervisor.start(unknown));
        assertFails(Kind.DOMAIN_NOT_FOUND, () -> hypervisor.stop(unknown, Duration.ZERO));
        assertFails(Kind.DOMAIN_NOT_FOUND, () -> hypervisor.thaw(unknown));
        assertFails(Kind.DOMAIN_NOT_FOUND, () -> hypervisor.cut(unknown, List.of(overlay), false));
        assertFails(Kind.DOMAIN_NOT_FOUND, () -> hypervisor.switchHeads(unknown, List.of(overlay)));
        assertFails(Kind.DOMAIN_NOT_FOUND, () -> hypervisor.merge(unknown, merge, percent -> {}));
    }

    @Test
    void aHostThatDoesNotAnswerIsUnavailable() {
        String host = fixture.unreachableHost();

        assertThat(hypervisor.serves(host)).isTrue();
        assertFails(Kind.UNAVAILABLE, () -> hypervisor.describe(host));
        assertFails(Kind.UNAVAILABLE, () -> hypervisor.domains(host));
        assertFails(Kind.UNAVAILABLE, () -> hypervisor.powerStates(host));
        assertFails(Kind.UNAVAILABLE, () -> hypervisor.volume(host, "/nowhere/disk"));
        assertFails(Kind.UNAVAILABLE, () -> hypervisor.room(host, "/nowhere/disk"));
        assertFails(Kind.UNAVAILABLE, () -> hypervisor.extents(host, "/nowhere/disk", "qcow2"));
        assertFails(Kind.UNAVAILABLE, () -> hypervisor.inspect(new DomainRef(host, UUID.randomUUID())));
        assertFails(Kind.UNAVAILABLE, () -> hypervisor.deleteVolume(host, "/nowhere/disk"));
    }

    @Test
    void aSharedDiskBlocksLayersAndNothingIsTouched() {
        DomainRef domain = fixture.newServerWithSharedDisk();
        String root = head(domain, "vda");
        String overlay = fixture.siblingPath(root, "overlay");

        assertThat(hypervisor.inspect(domain).blockers())
                .isNotEmpty()
                .allSatisfy(blocker -> assertThat(blocker.disk()).isEqualTo("vdb"))
                .allSatisfy(blocker -> assertThat(blocker.reason()).doesNotContain("/"));
        assertFails(
                Kind.NOT_LAYERABLE,
                () -> hypervisor.cut(
                        domain,
                        List.of(
                                new Overlay("vda", overlay, root),
                                new Overlay("vdb", fixture.siblingPath(root, "overlay-b"), head(domain, "vdb"))),
                        false));
        assertThat(chain(domain, "vda")).containsExactly(root);
        assertThat(hypervisor.volume(fixture.host(), overlay)).isNull();
    }

    // Power

    @Test
    void startAndStopAreRepeatableAndStartResumesAPausedDomain() {
        DomainRef domain = fixture.newServerWithoutAgent();

        hypervisor.start(domain);
        hypervisor.start(domain);
        assertThat(hypervisor.inspect(domain).state()).isEqualTo(PowerState.RUNNING);
        fixture.pause(domain);
        assertThat(hypervisor.inspect(domain).state()).isEqualTo(PowerState.PAUSED);
        hypervisor.start(domain);
        assertThat(hypervisor.inspect(domain).state()).isEqualTo(PowerState.RUNNING);

        hypervisor.stop(domain, Duration.ZERO);
        hypervisor.stop(domain, Duration.ZERO);
        hypervisor.thaw(domain);
        assertThat(hypervisor.inspect(domain).state()).isEqualTo(PowerState.STOPPED);
    }

    @Test
    void stopWithGraceEndsStoppedWithWhatWasWritten() {
        DomainRef domain = fixture.newServer(1);
        hypervisor.start(domain);
        fixture.write(domain, "vda", 0, "written");

        hypervisor.stop(domain, Duration.ofSeconds(2));

        assertThat(hypervisor.inspect(domain).state()).isEqualTo(PowerState.STOPPED);
        assertThat(fixture.read(domain, "vda", 0)).isEqualTo("written");
    }

    // Cutting

    @Test
    void aLiveCutFreezesEveryDiskAndTheGuestGoesOnWriting() {
        DomainRef domain = fixture.newServer(2);
        String rootA = head(domain, "vda");
        String rootB = head(domain, "vdb");
        hypervisor.start(domain);
        fixture.write(domain, "vda", 0, "before a");
        fixture.write(domain, "vdb", 0, "before b");
        List<Overlay> overlays = List.of(
                new Overlay("vda", fixture.siblingPath(rootA, "overlay-a"), rootA),
                new Overlay("vdb", fixture.siblingPath(rootB, "overlay-b"), rootB));

        assertThat(hypervisor.cut(domain, overlays, false)).isEqualTo(Consistency.CRASH);

        assertThat(hypervisor.inspect(domain).state()).isEqualTo(PowerState.RUNNING);
        assertThat(chain(domain, "vda")).containsExactly(overlays.get(0).path(), rootA);
        assertThat(chain(domain, "vdb")).containsExactly(overlays.get(1).path(), rootB);
        String frozenA = fixture.digest(rootA);
        String frozenB = fixture.digest(rootB);
        fixture.write(domain, "vda", 0, "after a");
        fixture.write(domain, "vdb", 0, "after b");

        assertThat(hypervisor.cut(domain, overlays, false)).isEqualTo(Consistency.CRASH);

        assertThat(chain(domain, "vda")).containsExactly(overlays.get(0).path(), rootA);
        assertThat(fixture.read(domain, "vda", 0)).isEqualTo("after a");
        assertThat(fixture.read(domain, "vdb", 0)).isEqualTo("after b");
        assertThat(fixture.digest(rootA)).isEqualTo(frozenA);
        assertThat(fixture.digest(rootB)).isEqualTo(frozenB);
        hypervisor.stop(domain, Duration.ZERO);
        switchHead(domain, "vda", "back-a", rootA);
        switchHead(domain, "vdb", "back-b", rootB);
        assertThat(fixture.read(domain, "vda", 0)).isEqualTo("before a");
        assertThat(fixture.read(domain, "vdb", 0)).isEqualTo("before b");
    }

    @Test
    void whoDecidesOnACutIsToldTheDomainAndThenTheResult() {
        DomainRef domain = fixture.newServer(2);
        isDecidedAndRead(domain, "first");
        hypervisor.start(domain);
        fixture.awaitGuest(domain);
        isDecidedAndRead(domain, "second");
        assertThat(hypervisor.inspect(domain).disks().get(0).chain()).hasSize(3);
        assertThat(hypervisor.inspect(domain).disks().get(1).chain()).hasSize(1);
    }

    private void isDecidedAndRead(DomainRef domain, String name) {
        DomainInfo before = hypervisor.inspect(domain);
        String root = head(domain, "vda");
        String overlay = fixture.siblingPath(root, name);
        DomainInfo after = hypervisor.cut(domain, seen -> {
            assertThat(unsized(seen)).isEqualTo(unsized(before));
            return new Cut(List.of(new Overlay("vda", overlay, root)), false);
        });
        assertThat(after.disk("vda").orElseThrow().chain().get(0).path()).isEqualTo(overlay);
        assertThat(after).isEqualTo(hypervisor.inspect(domain));
    }

    @Test
    void nothingIsCutUnlessItIsDecided() {
        DomainRef domain = fixture.newServer(1);
        DomainInfo before = hypervisor.inspect(domain);
        assertThat(hypervisor.cut(domain, seen -> Cut.none())).isEqualTo(before);
        IllegalStateException undecided = catchThrowableOfType(IllegalStateException.class, () -> hypervisor.cut(domain, seen -> {
            throw new IllegalStateException("cannot decide");
        }));
        assertThat(undecided).hasMessage("cannot decide");
        assertThat(hypervisor.inspect(domain)).isEqualTo(before);
    }

    private static DomainInfo unsized(DomainInfo info) {
        return new DomainInfo(
                info.ref(), info.name(), info.state(), info.agentConnected(), info.vcpus(), info.memoryMib(),
                info.disks().stream().map(HypervisorContract::unsized).toList(), info.nvram(), info.blockers());
    }

    private static DiskInfo unsized(DiskInfo disk) {
        return new DiskInfo(
                disk.target(),
                disk.chain().stream().map(file -> new VolumeInfo(file.path(), file.format(), 0, 0)).toList());
    }

    @Test
    void aLiveCutWithQuiesceSaysApplicationAndLeavesTheGuestThawed() {
        DomainRef domain = fixture.newServer(1);
        String root = head(domain, "vda");
        hypervisor.start(domain);
        fixture.awaitGuest(domain);
        Overlay overlay = new Overlay("vda", fixture.siblingPath(root, "overlay"), root);

        assertThat(hypervisor.inspect(domain).agentConnected()).isTrue();
        assertThat(hypervisor.cut(domain, List.of(overlay), true)).isEqualTo(Consistency.APPLICATION);
        fixture.write(domain, "vda", 1, "goes on");
        assertThat(hypervisor.cut(domain, List.of(overlay), true)).isEqualTo(Consistency.APPLICATION);
        hypervisor.thaw(domain);

        assertThat(chain(domain, "vda")).containsExactly(overlay.path(), root);
        assertThat(fixture.read(domain, "vda", 1)).isEqualTo("goes on");
    }

    @Test
    void quiesceWithoutAGuestAgentFailsAndTouchesNothing() {
        DomainRef domain = fixture.newServerWithoutAgent();
        String root = head(domain, "vda");
        Overlay overlay = new Overlay("vda", fixture.siblingPath(root, "overlay"), root);
        hypervisor.start(domain);

        assertThat(hypervisor.inspect(domain).agentConnected()).isFalse();
        assertFails(Kind.QUIESCE_FAILED, () -> hypervisor.cut(domain, List.of(overlay), true));

        assertThat(chain(domain, "vda")).containsExactly(root);
        assertThat(hypervisor.volume(fixture.host(), overlay.path())).isNull();
        hypervisor.thaw(domain);
        assertThat(hypervisor.inspect(domain).state()).isEqualTo(PowerState.RUNNING);
        assertThat(hypervisor.cut(domain, List.of(overlay), false)).isEqualTo(Consistency.CRASH);
    }

    @Test
    void aCutOfAStoppedDomainIsOfflineAndDoesWhatIsLeftWhenRepeated() {
        DomainRef domain = fixture.newServer(2);
        String rootA = head(domain, "vda");
        String rootB = head(domain, "vdb");
        fixture.write(domain, "vda", 0, "before");
        String frozen = fixture.digest(rootA);
        List<Overlay> overlays = List.of(
                new Overlay("vda", fixture.siblingPath(rootA, "overlay-a"), rootA),
                new Overlay("vdb", fixture.siblingPath(rootB, "overlay-b"), rootB));

        assertThat(hypervisor.cut(domain, overlays.subList(0, 1), true)).isEqualTo(Consistency.OFFLINE);
        fixture.write(domain, "vda", 0, "after");
        assertThat(hypervisor.cut(domain, overlays, true)).isEqualTo(Consistency.OFFLINE);
        assertThat(hypervisor.cut(domain, overlays, false)).isEqualTo(Consistency.OFFLINE);

        assertThat(hypervisor.inspect(domain).state()).isEqualTo(PowerState.STOPPED);
        assertThat(chain(domain, "vda")).containsExactly(overlays.get(0).path(), rootA);
        assertThat(chain(domain, "vdb")).containsExactly(overlays.get(1).path(), rootB);
        assertThat(fixture.read(domain, "vda", 0)).isEqualTo("after");
        assertThat(fixture.digest(rootA)).isEqualTo(frozen);
    }

    @Test
    void aCutOnAnythingButTheHeadFailsAndTouchesNothing() {
        DomainRef domain = fixture.newServer(1);
        String root = head(domain, "vda");
        String first = cut(domain, "vda", "first");
        Overlay wrong = new Overlay("vda", fixture.siblingPath(root, "wrong"), root);

        assertFails(Kind.FAILED, () -> hypervisor.cut(domain, List.of(wrong), false));

        assertThat(chain(domain, "vda")).containsExactly(first, root);
        assertThat(hypervisor.volume(fixture.host(), wrong.path())).isNull();
    }

    // Switching

    @Test
    void switchHeadsIsRefusedUnlessStopped() {
        DomainRef domain = fixture.newServerWithoutAgent();
        String root = head(domain, "vda");
        String first = cut(domain, "vda", "first");
        Overlay back = new Overlay("vda", fixture.siblingPath(root, "back"), root);
        hypervisor.start(domain);

        assertFails(Kind.WRONG_STATE, () -> hypervisor.switchHeads(domain, List.of(back)));
        fixture.pause(domain);
        assertFails(Kind.WRONG_STATE, () -> hypervisor.switchHeads(domain, List.of(back)));

        assertThat(chain(domain, "vda")).containsExactly(first, root);
        assertThat(hypervisor.volume(fixture.host(), back.path())).isNull();
    }

    @Test
    void switchHeadsBranchesToAnOlderLayerAndBack() {
        DomainRef domain = fixture.newServer(1);
        String root = head(domain, "vda");
        fixture.write(domain, "vda", 0, "old");
        String newer = cut(domain, "vda", "newer");
        fixture.write(domain, "vda", 0, "new");
        String newerDigest = fixture.digest(newer);

        String branch = switchHead(domain, "vda", "branch", root);
        assertThat(chain(domain, "vda")).containsExactly(branch, root);
        hypervisor.start(domain);
        assertThat(fixture.read(domain, "vda", 0)).isEqualTo("old");
        fixture.write(domain, "vda", 0, "branched");
        hypervisor.stop(domain, Duration.ZERO);
        assertThat(switchHead(domain, "vda", "branch", root)).isEqualTo(branch);
        assertThat(fixture.read(domain, "vda", 0)).isEqualTo("branched");

        String again = switchHead(domain, "vda", "again", newer);
        assertThat(chain(domain, "vda")).containsExactly(again, newer, root);
        hypervisor.start(domain);
        assertThat(fixture.read(domain, "vda", 0)).isEqualTo("new");
        hypervisor.stop(domain, Duration.ZERO);
        assertThat(fixture.digest(newer)).isEqualTo(newerDigest);
    }

    @Test
    void switchHeadsToAMissingLayerFailsAndTouchesNothing() {
        DomainRef domain = fixture.newServer(1);
        String root = head(domain, "vda");
        Overlay overlay = new Overlay("vda", fixture.siblingPath(root, "overlay"), fixture.siblingPath(root, "absent"));

        assertFails(Kind.FAILED, () -> hypervisor.switchHeads(domain, List.of(overlay)));

        assertThat(chain(domain, "vda")).containsExactly(root);
        assertThat(hypervisor.volume(fixture.host(), overlay.path())).isNull();
    }

    // UEFI variables

    @Test
    void aServerWithoutUefiHasNoNvram() {
        DomainRef domain = fixture.newServer(1);

        assertThat(hypervisor.inspect(domain).nvram()).isNull();
        assertThat(hypervisor.inspect(domain).disk(DiskInfo.NVRAM)).isEmpty();
    }

    @Test
    void aCutCopiesTheNvramAndTheDomainGoesOnWithItsOwn() {
        DomainRef domain = fixture.newServerWithNvram();
        String own = head(domain, DiskInfo.NVRAM);
        fixture.write(domain, DiskInfo.NVRAM, 0, "old");
        String frozen = fixture.digest(own);
        List<Overlay> stopped = withNvram(domain, "stopped");

        assertThat(hypervisor.cut(domain, stopped, false)).isEqualTo(Consistency.OFFLINE);
        assertThat(fixture.digest(stopped.get(1).path())).isEqualTo(frozen);
        hypervisor.start(domain);
        fixture.write(domain, DiskInfo.NVRAM, 0, "new");
        List<Overlay> live = withNvram(domain, "live");
        assertThat(hypervisor.cut(domain, live, false)).isEqualTo(Consistency.CRASH);
        hypervisor.stop(domain, Duration.ZERO);
        fixture.write(domain, DiskInfo.NVRAM, 0, "newer");
        String copied = fixture.digest(live.get(1).path());
        hypervisor.cut(domain, live, false);

        assertThat(chain(domain, DiskInfo.NVRAM)).containsExactly(own);
        assertThat(hypervisor.inspect(domain).disks()).extracting(DiskInfo::target).containsExactly("vda");
        assertThat(head(domain, "vda")).isEqualTo(live.get(0).path());
        assertThat(fixture.digest(stopped.get(1).path())).as("no later cut touches it").isEqualTo(frozen);
        assertThat(fixture.digest(live.get(1).path())).as("no repeated cut touches it").isEqualTo(copied);
        assertThat(copied).isNotEqualTo(frozen);
    }

    @Test
    void switchingBringsBackACopyOfTheNvramAndLeavesBothOthersAsTheyWere() {
        DomainRef domain = fixture.newServerWithNvram();
        String own = head(domain, DiskInfo.NVRAM);
        fixture.write(domain, DiskInfo.NVRAM, 0, "old");
        List<Overlay> cut = withNvram(domain, "cut");
        hypervisor.cut(domain, cut, false);
        String frozen = fixture.digest(cut.get(1).path());
        fixture.write(domain, DiskInfo.NVRAM, 0, "new");
        String replaced = fixture.digest(own);

        List<Overlay> back = backTo(cut.get(0).backing(), cut.get(1).path(), "back");
        hypervisor.switchHeads(domain, back);
        assertThat(fixture.read(domain, DiskInfo.NVRAM, 0)).isEqualTo("old");
        fixture.write(domain, DiskInfo.NVRAM, 0, "branched");
        hypervisor.switchHeads(domain, back);

        assertThat(fixture.read(domain, DiskInfo.NVRAM, 0)).as("a repeated call copies nothing").isEqualTo("branched");
        assertThat(head(domain, DiskInfo.NVRAM)).isEqualTo(back.get(1).path());
        assertThat(head(domain, "vda")).isEqualTo(back.get(0).path());
        assertThat(fixture.digest(own)).isEqualTo(replaced);
        assertThat(fixture.digest(cut.get(1).path())).isEqualTo(frozen);
        hypervisor.switchHeads(domain, backTo(cut.get(0).path(), own, "undone"));
        assertThat(fixture.read(domain, DiskInfo.NVRAM, 0)).isEqualTo("new");
    }

    @Test
    void aCopyThatAnInterruptedCallLeftIsMadeAnew() {
        DomainRef domain = fixture.newServerWithNvram();
        fixture.write(domain, DiskInfo.NVRAM, 0, "left behind");
        List<Overlay> cut = withNvram(domain, "cut");
        hypervisor.cut(domain, cut, false);
        fixture.write(domain, DiskInfo.NVRAM, 0, "meant");
        Overlay again = new Overlay(DiskInfo.NVRAM, cut.get(1).path(), head(domain, DiskInfo.NVRAM));
        String disk = head(domain, "vda");

        hypervisor.cut(domain, List.of(new Overlay("vda", fixture.siblingPath(disk, "again"), disk), again), false);

        assertThat(fixture.digest(again.path())).isEqualTo(fixture.digest(again.backing()));
    }

    @Test
    void anNvramThatADomainUsesIsNeitherDeletedNorReplaced() {
        DomainRef other = fixture.newServerWithNvram();
        DomainRef domain = fixture.newServerWithNvram();
        String taken = head(other, DiskInfo.NVRAM);
        String digest = fixture.digest(taken);
        String disk = head(domain, "vda");

        assertFails(Kind.FAILED, () -> hypervisor.deleteVolume(fixture.host(), taken));
        assertFails(
                Kind.FAILED,
                () -> hypervisor.switchHeads(
                        domain, List.of(new Overlay(DiskInfo.NVRAM, taken, head(domain, DiskInfo.NVRAM)))));
        assertFails(
                Kind.FAILED,
                () -> hypervisor.cut(
                        domain,
                        List.of(
                                new Overlay("vda", fixture.siblingPath(disk, "cut"), disk),
                                new Overlay(DiskInfo.NVRAM, fixture.siblingPath(taken, "copy"), taken)),
                        false));

        assertThat(fixture.digest(taken)).isEqualTo(digest);
        assertThat(chain(domain, "vda")).containsExactly(disk);
    }

    @Test
    void copiesOfNvramThatNobodyUsesCanBeDeleted() {
        DomainRef domain = fixture.newServerWithNvram();
        List<Overlay> cut = withNvram(domain, "cut");
        String copy = cut.get(1).path();
        hypervisor.cut(domain, cut, false);

        hypervisor.deleteVolume(fixture.host(), copy);

        assertThat(hypervisor.volume(fixture.host(), copy)).isNull();
        assertFails(Kind.FAILED, () -> hypervisor.switchHeads(domain, backTo(cut.get(0).backing(), copy, "back")));
        assertThat(head(domain, "vda")).isEqualTo(cut.get(0).path());
    }

    /** What freezes the one disk and copies the nvram. */
    private List<Overlay> withNvram(DomainRef domain, String name) {
        String disk = head(domain, "vda");
        String nvram = head(domain, DiskInfo.NVRAM);
        return List.of(
                new Overlay("vda", fixture.siblingPath(disk, name), disk),
                new Overlay(DiskInfo.NVRAM, fixture.siblingPath(nvram, name), nvram));
    }

    private List<Overlay> backTo(String disk, String nvram, String name) {
        return List.of(
                new Overlay("vda", fixture.siblingPath(disk, name), disk),
                new Overlay(DiskInfo.NVRAM, fixture.siblingPath(nvram, name), nvram));
    }

    // Merging

    @Test
    void liveMergesOfAnIntermediateLayerAndOfTheHeadKeepEveryOtherContent() {
        DomainRef domain = fixture.newServer(1);
        List<String> layers = fourLayers(domain);
        String rootDigest = fixture.digest(layers.get(0));
        String secondDigest = fixture.digest(layers.get(2));
        hypervisor.start(domain);
        fixture.awaitGuest(domain);

        Merge intermediate = new Merge("vda", layers.get(1), layers.get(2), layers.get(3), UNTHROTTLED);
        mergeTwiceAndDeleteTop(domain, intermediate);
        assertThat(chain(domain, "vda")).containsExactly(layers.get(3), layers.get(1), layers.get(0));
        assertThat(fixture.digest(layers.get(0))).isEqualTo(rootDigest);
        assertThat(fixture.digest(layers.get(1))).isEqualTo(secondDigest);
        fixture.write(domain, "vda", 4, "between merges");

        Merge head = new Merge("vda", layers.get(1), layers.get(3), null, UNTHROTTLED);
        hypervisor.merge(domain, head, percent -> {});
        assertThat(chain(domain, "vda")).containsExactly(layers.get(1), layers.get(0));
        fixture.write(domain, "vda", 5, "after merges");
        mergeTwiceAndDeleteTop(domain, head);

        assertThat(hypervisor.inspect(domain).state()).isEqualTo(PowerState.RUNNING);
        hypervisor.stop(domain, Duration.ZERO);
        assertFourLayersRead(domain);
        assertThat(fixture.read(domain, "vda", 4)).isEqualTo("between merges");
        assertThat(fixture.read(domain, "vda", 5)).isEqualTo("after merges");
        assertThat(fixture.digest(layers.get(0))).isEqualTo(rootDigest);
        hypervisor.start(domain);
        assertThat(fixture.read(domain, "vda", 5)).isEqualTo("after merges");
    }

    @Test
    void mergesOfAStoppedDomainKeepEveryOtherContent() {
        DomainRef domain = fixture.newServer(1);
        List<String> layers = fourLayers(domain);
        String rootDigest = fixture.digest(layers.get(0));
        String secondDigest = fixture.digest(layers.get(2));
        String headDigest = fixture.digest(layers.get(3));

        mergeTwiceAndDeleteTop(domain, new Merge("vda", layers.get(1), layers.get(2), layers.get(3), UNTHROTTLED));
        assertThat(chain(domain, "vda")).containsExactly(layers.get(3), layers.get(1), layers.get(0));
        assertThat(fixture.digest(layers.get(1))).isEqualTo(secondDigest);
        assertThat(fixture.digest(layers.get(3))).isEqualTo(headDigest);

        Merge head = new Merge("vda", layers.get(1), layers.get(3), null, UNTHROTTLED);
        hypervisor.merge(domain, head, percent -> {});
        assertThat(chain(domain, "vda")).containsExactly(layers.get(1), layers.get(0));
        assertThat(fixture.digest(layers.get(1))).isEqualTo(headDigest);
        fixture.write(domain, "vda", 5, "after merges");
        mergeTwiceAndDeleteTop(domain, head);

        assertThat(hypervisor.inspect(domain).state()).isEqualTo(PowerState.STOPPED);
        assertThat(fixture.digest(layers.get(0))).isEqualTo(rootDigest);
        assertFourLayersRead(domain);
        assertThat(fixture.read(domain, "vda", 5)).isEqualTo("after merges");
    }

    @Test
    void mergesOutsideTheRunningChainKeepEveryOtherContent() {
        DomainRef domain = fixture.newServer(1);
        List<String> layers = fourLayers(domain);
        switchHead(domain, "vda", "branch", layers.get(0));
        hypervisor.start(domain);
        fixture.write(domain, "vda", 6, "branched");

        assertMergesOutsideTheChain(domain, layers);

        assertThat(hypervisor.inspect(domain).state()).isEqualTo(PowerState.RUNNING);
        assertThat(fixture.read(domain, "vda", 6)).isEqualTo("branched");
        assertThat(fixture.read(domain, "vda", 1)).isEmpty();
        assertThat(hypervisor.domains(fixture.host())).extracting(DomainInfo::ref).containsExactly(domain);
    }

    @Test
    void mergesOutsideAStoppedChainKeepEveryOtherContent() {
        DomainRef domain = fixture.newServer(1);
        List<String> layers = fourLayers(domain);
        String branch = switchHead(domain, "vda", "branch", layers.get(0));
        fixture.write(domain, "vda", 6, "branched");

        assertMergesOutsideTheChain(domain, layers);

        assertThat(hypervisor.inspect(domain).state()).isEqualTo(PowerState.STOPPED);
        assertThat(chain(domain, "vda")).containsExactly(branch, layers.get(0));
        assertThat(fixture.read(domain, "vda", 6)).isEqualTo("branched");
    }

    @Test
    void anAbortedMergeOfTheRunningHeadCanBeRepeated() throws Exception {
        DomainRef domain = fixture.newServer(1);
        List<String> layers = fourLayers(domain);
        fixture.fill(domain, "vda", 16);
        String rootDigest = fixture.digest(layers.get(0));
        mergeTwiceAndDeleteTop(domain, new Merge("vda", layers.get(1), layers.get(2), layers.get(3), UNTHROTTLED));
        hypervisor.start(domain);
        fixture.awaitGuest(domain);

        abortMidway(domain, new Merge("vda", layers.get(1), layers.get(3), null, MIB));
        assertThat(fixture.digest(layers.get(0))).isEqualTo(rootDigest);
        assertThat(chain(domain, "vda")).containsExactly(layers.get(3), layers.get(1), layers.get(0));
        fixture.write(domain, "vda", 7, "after the abort");

        hypervisor.merge(domain, new Merge("vda", layers.get(1), layers.get(3), null, UNTHROTTLED), percent -> {});

        assertThat(chain(domain, "vda")).containsExactly(layers.get(1), layers.get(0));
        assertThat(fixture.read(domain, "vda", 7)).isEqualTo("after the abort");
        hypervisor.stop(domain, Duration.ZERO);
        assertFourLayersRead(domain);
    }

    @Test
    void anAbortedMergeOfAStoppedDomainCanBeRepeated() throws Exception {
        DomainRef domain = fixture.newServer(1);
        String root = head(domain, "vda");
        String first = cut(domain, "vda", "first");
        fixture.write(domain, "vda", 0, "first");
        String second = cut(domain, "vda", "second");
        fixture.fill(domain, "vda", 16);
        String third = cut(domain, "vda", "third");
        String rootDigest = fixture.digest(root);
        String secondDigest = fixture.digest(second);
        hypervisor.abortMerge(domain);

        abortMidway(domain, new Merge("vda", first, second, third, MIB));

        assertThat(chain(domain, "vda")).containsExactly(third, second, first, root);
        assertThat(fixture.digest(second)).isEqualTo(secondDigest);
        assertThat(fixture.digest(third)).isEqualTo(secondDigest);
        List<Integer> progress = new ArrayList<>();
        hypervisor.merge(domain, new Merge("vda", first, second, third, UNTHROTTLED), progress::add);
        assertThat(progress).isNotEmpty().isSorted().allSatisfy(percent -> assertThat(percent).isBetween(0, 100));
        assertThat(chain(domain, "vda")).containsExactly(third, first, root);
        assertThat(fixture.digest(first)).isEqualTo(secondDigest);
        assertThat(fixture.digest(root)).isEqualTo(rootDigest);
    }

    @Test
    void aMergeEndsItselfWhenLessRoomIsLeftThanIsKeptAndCanBeRepeated() {
        DomainRef domain = fixture.newServer(1);
        String root = head(domain, "vda");
        String top = cut(domain, "vda", "top");
        fixture.write(domain, "vda", 0, "top");
        long free = hypervisor.room(fixture.host(), root).freeBytes();

        Merge greedy = new Merge("vda", root, top, null, UNTHROTTLED, 2 * free);
        assertFails(Kind.NO_SPACE, () -> hypervisor.merge(domain, greedy, percent -> {}));

        assertThat(hypervisor.settleMerge(domain, greedy)).isFalse();
        assertThat(chain(domain, "vda")).containsExactly(top, root);
        assertThat(fixture.read(domain, "vda", 0)).isEqualTo("top");
        hypervisor.merge(domain, new Merge("vda", root, top, null, UNTHROTTLED, free / 2), percent -> {});
        assertThat(chain(domain, "vda")).containsExactly(root);
        assertThat(fixture.read(domain, "vda", 0)).isEqualTo("top");
    }

    // Deleting

    @Test
    void deleteVolumeIsRepeatable() {
        DomainRef domain = fixture.newServer(1);
        String root = head(domain, "vda");
        String unused = cut(domain, "vda", "unused");
        switchHead(domain, "vda", "used", root);

        hypervisor.deleteVolume(fixture.host(), unused);
        hypervisor.deleteVolume(fixture.host(), unused);

        assertThat(hypervisor.volume(fixture.host(), unused)).isNull();
        assertThat(hypervisor.volume(fixture.host(), root)).isNotNull();
    }

    // Shared steps

    protected final String head(DomainRef domain, String target) {
        return chain(domain, target).get(0);
    }

    private Extents extents(String path) {
        return hypervisor.extents(fixture.host(), path, "qcow2");
    }

    protected final List<String> chain(DomainRef domain, String target) {
        return hypervisor.inspect(domain).disk(target).orElseThrow().chain().stream()
                .map(VolumeInfo::path)
                .toList();
    }

    /** Freezes the disk's head and returns the new head's path. */
    protected final String cut(DomainRef domain, String target, String name) {
        String head = head(domain, target);
        String path = fixture.siblingPath(head, name);
        hypervisor.cut(domain, List.of(new Overlay(target, path, head)), false);
        return path;
    }

    protected final String switchHead(DomainRef domain, String target, String name, String backing) {
        String path = fixture.siblingPath(backing, name);
        hypervisor.switchHeads(domain, List.of(new Overlay(target, path, backing)));
        return path;
    }

    protected static void assertFails(Kind kind, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        HypervisorException failure = catchThrowableOfType(HypervisorException.class, call);
        assertThat(failure).as("failure").isNotNull();
        assertThat(failure.kind()).as(failure.toString()).isEqualTo(kind);
    }

    /** Root, first, second and third (the head) of a stopped domain; each wrote a slot of its own and all slot 0. */
    private List<String> fourLayers(DomainRef domain) {
        List<String> layers = new ArrayList<>(List.of(head(domain, "vda")));
        fixture.write(domain, "vda", 0, "root");
        for (int layer = 1; layer <= 3; layer++) {
            layers.add(cut(domain, "vda", "layer-" + layer));
            fixture.write(domain, "vda", 0, "layer " + layer);
            fixture.write(domain, "vda", layer, "only " + layer);
        }
        return layers;
    }

    private void assertFourLayersRead(DomainRef domain) {
        assertThat(fixture.read(domain, "vda", 0)).isEqualTo("layer 3");
        for (int layer = 1; layer <= 3; layer++) {
            assertThat(fixture.read(domain, "vda", layer)).isEqualTo("only " + layer);
        }
    }

    /** The domain's head stands on the root, so that the other three are nobody's chain: an inner merge, then a leaf's. */
    private void assertMergesOutsideTheChain(DomainRef domain, List<String> layers) {
        String rootDigest = fixture.digest(layers.get(0));
        String secondDigest = fixture.digest(layers.get(2));
        String thirdDigest = fixture.digest(layers.get(3));

        mergeTwiceAndDeleteTop(domain, new Merge("vda", layers.get(1), layers.get(2), layers.get(3), UNTHROTTLED));
        assertThat(fixture.digest(layers.get(1))).isEqualTo(secondDigest);
        assertThat(fixture.digest(layers.get(3))).isEqualTo(thirdDigest);

        mergeTwiceAndDeleteTop(domain, new Merge("vda", layers.get(1), layers.get(3), null, UNTHROTTLED));
        assertThat(fixture.digest(layers.get(1))).isEqualTo(thirdDigest);
        assertThat(fixture.digest(layers.get(0))).isEqualTo(rootDigest);
    }

    private void mergeTwiceAndDeleteTop(DomainRef domain, Merge merge) {
        hypervisor.merge(domain, merge, percent -> {});
        if (merge.child() != null || chain(domain, "vda").contains(merge.base())) {
            assertThat(hypervisor.settleMerge(domain, merge)).isTrue();
        }
        hypervisor.merge(domain, merge, percent -> {});
        hypervisor.deleteVolume(domain.host(), merge.top());
        assertThat(hypervisor.volume(domain.host(), merge.top())).isNull();
        assertThat(hypervisor.settleMerge(domain, merge)).isTrue();
        hypervisor.merge(domain, merge, percent -> {});
        assertThat(hypervisor.volume(domain.host(), merge.base())).isNotNull();
    }

    private void abortMidway(DomainRef domain, Merge merge) throws InterruptedException {
        AtomicInteger told = new AtomicInteger();
        CompletableFuture<Void> running =
                CompletableFuture.runAsync(() -> hypervisor.merge(domain, merge, percent -> told.incrementAndGet()));
        await().atMost(Duration.ofSeconds(20)).until(() -> told.get() > 0 || running.isDone());

        hypervisor.abortMerge(domain);

        ExecutionException failure =
                catchThrowableOfType(ExecutionException.class, () -> running.get(5, TimeUnit.SECONDS));
        assertThat(failure).as("the merge was ended early").isNotNull();
        assertThat(failure.getCause()).isInstanceOf(HypervisorException.class);
        assertThat(((HypervisorException) failure.getCause()).kind()).isEqualTo(Kind.INTERRUPTED);
        assertThat(hypervisor.settleMerge(domain, merge)).isFalse();
    }
}
