package org.stillframe.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stillframe.drift.World.BASE;
import static org.stillframe.drift.World.BRANCH;
import static org.stillframe.drift.World.COPY;
import static org.stillframe.drift.World.DISK;
import static org.stillframe.drift.World.DOMAIN;
import static org.stillframe.drift.World.FROZEN;
import static org.stillframe.drift.World.HEAD;
import static org.stillframe.drift.World.IDLE;
import static org.stillframe.drift.World.IMAGES;
import static org.stillframe.drift.World.NVRAM;
import static org.stillframe.drift.World.SECOND;
import static org.stillframe.drift.World.SERVER;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.stillframe.hypervisor.DomainLayout;
import org.stillframe.hypervisor.PowerState;
import org.stillframe.layer.LayerState;

/** Every kind of drift in one table: what is meddled with, and exactly what is found then. */
class DriftFinderTest {
    private static final UUID OTHER = UUID.fromString("22222222-2222-2222-2222-222222222222");
    private static final String FOREIGN = IMAGES + "/foreign.qcow2";
    private static final String STRAY = World.layer(8);

    /** What is found, without the sentence. */
    private record Found(DriftKind kind, String subject) {}

    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void findsExactlyWhatWasMeddledWith(String what, UnaryOperator<World> meddle, Found[] expected) {
        List<Finding> findings = meddle.apply(new World()).find();

        assertThat(findings)
                .extracting(finding -> new Found(finding.kind(), finding.subject()))
                .containsExactlyInAnyOrder(expected);
        assertThat(findings).allSatisfy(finding -> {
            assertThat(finding.detail()).endsWith(".").hasSizeLessThan(4000);
            assertThat(finding.serverId()).isEqualTo(finding.kind() == DriftKind.STRAY_UNKNOWN ? null : Long.valueOf(SERVER));
        });
    }

    static Stream<Arguments> table() {
        return Stream.of(
                // Nothing
                row("nothing, stopped", world -> world),
                row("nothing, running", World::running),
                row("it is busy and everything is gone", world -> {
                    world.busy = true;
                    world.defined = false;
                    return world.gone(HEAD).gone(DISK);
                }),
                row("a layer is planned and its file is not there", world ->
                        world.state(at(IDLE), LayerState.PLANNED).state(at(HEAD), LayerState.READY).gone(BRANCH)
                                .state(at(BRANCH), LayerState.PLANNED).file(HEAD, "qcow2", IDLE)),
                row("a layer is being deleted and its file is gone", world ->
                        world.state(at(BRANCH), LayerState.DELETING).gone(BRANCH)),
                row("a merge was interrupted after its pivot", world ->
                        world.state(at(IDLE), LayerState.MERGING).running(IDLE, FROZEN, DISK, BASE)),
                row("a raw disk's guest wrote a header into it", world -> world.file(SECOND, "qcow2", "/etc/shadow")),
                row("another server of another host has layers on the same storage", world -> {
                    world.adopted.add(OTHER);
                    return world.file(STRAY.replace(DOMAIN.toString(), OTHER.toString()), "qcow2", null);
                }),
                // The storage
                row("a storage does not exist", world -> {
                    world.missing.add(IMAGES);
                    return world;
                }, found(DriftKind.STORAGE_MISSING, IMAGES)),
                row("a storage is empty, as one that is not mounted", world -> {
                    world.files.keySet().removeIf(path -> path.startsWith(IMAGES));
                    return world;
                }, found(DriftKind.STORAGE_MISSING, IMAGES)),
                row("a storage cannot be read", world -> {
                    world.unreadable.add(IMAGES);
                    return world;
                }, found(DriftKind.STORAGE_UNREADABLE, IMAGES)),
                row("a lost snapshot's storage cannot be read", world -> {
                    world.unreadable.add(IMAGES);
                    return world.snapshot(1, KnownSnapshot.State.LOST);
                }, found(DriftKind.STORAGE_UNREADABLE, IMAGES), found(DriftKind.SNAPSHOT_LOST, "1")),
                // The domain
                row("undefined", world -> {
                    world.defined = false;
                    return world;
                }, found(DriftKind.DOMAIN_GONE, DOMAIN.toString())),
                row("undefined, with its storage", world -> {
                    world.defined = false;
                    return world.gone(HEAD).gone(IDLE).gone(FROZEN).gone(DISK).gone(BRANCH);
                },
                        found(DriftKind.DOMAIN_GONE, DOMAIN.toString()),
                        found(DriftKind.HEAD_MISSING, "vda"),
                        found(DriftKind.CHAIN_BROKEN, IDLE),
                        found(DriftKind.CHAIN_BROKEN, FROZEN),
                        found(DriftKind.CHAIN_BROKEN, DISK),
                        found(DriftKind.SNAPSHOT_LOST, "1"),
                        found(DriftKind.SNAPSHOT_LOST, "2"),
                        found(DriftKind.SAFETY_POINT_LOST, "undo")),
                row("defined anew with another UUID", world -> {
                    world.defined = false;
                    return world.other(OTHER, HEAD);
                }, found(DriftKind.DOMAIN_REDEFINED, OTHER.toString())),
                row("undefined, and another server of ours uses its disk", world -> {
                    world.defined = false;
                    world.adopted.add(OTHER);
                    return world.other(OTHER, HEAD);
                }, found(DriftKind.DOMAIN_GONE, DOMAIN.toString())),
                row("renamed", world -> {
                    world.name = "web-old";
                    return world;
                }, found(DriftKind.DOMAIN_RENAMED, "web-old")),
                row("undefined while it runs", world -> {
                    world.persistent = false;
                    return world.running();
                }, found(DriftKind.DOMAIN_TRANSIENT, "web")),
                row("saved", world -> {
                    world.savedMemory = true;
                    return world;
                }, found(DriftKind.MEMORY_SAVED, "web")),
                // Disks
                row("a disk is added", world -> world.attach(World.disk("vdc", "qcow2", FOREIGN)),
                        found(DriftKind.DISK_ADDED, "vdc")),
                row("a shared disk is added", world ->
                        world.attach(new DomainLayout.Disk("vdc", "raw", false, List.of(FOREIGN), FOREIGN, false, false)),
                        found(DriftKind.DISK_UNSUPPORTED, "vdc")),
                row("a block device is added", world ->
                        world.attach(new DomainLayout.Disk("vdc", "raw", false, List.of(), null, false, false)),
                        found(DriftKind.DISK_UNSUPPORTED, "vdc")),
                row("a disk is removed", world -> world.detach("vdb"), found(DriftKind.DISK_REMOVED, "vdb")),
                row("a disk has another target", world -> world.detach("vdb").attach(World.disk("sda", "raw", SECOND)),
                        found(DriftKind.DISK_RETARGETED, "vdb")),
                row("a block job of others runs", world -> world.running().replace("vda", disk -> new DomainLayout.Disk(
                        "vda", "qcow2", true, disk.chain(), disk.next(), false, true)), found(DriftKind.JOB_FOREIGN, "vda")),
                // Heads
                row("an external snapshot was taken, running", world ->
                        world.file(FOREIGN, "qcow2", HEAD).running(FOREIGN, HEAD, IDLE, FROZEN, DISK, BASE),
                        found(DriftKind.OVERLAY_ADDED, "vda")),
                row("two external snapshots were taken, stopped", world ->
                        world.file(FOREIGN, "qcow2", HEAD).file(FOREIGN + "2", "qcow2", FOREIGN).head(FOREIGN + "2"),
                        found(DriftKind.OVERLAY_ADDED, "vda")),
                row("an overlay that carries our name is on top", world -> world.file(STRAY, "qcow2", HEAD).head(STRAY),
                        found(DriftKind.OVERLAY_ADDED, "vda")),
                row("the disk is an unknown file", world -> world.file(FOREIGN, "qcow2", null).head(FOREIGN),
                        found(DriftKind.HEAD_REPLACED, "vda")),
                row("the disk is no file any more", world -> world.replace("vda", disk ->
                        new DomainLayout.Disk("vda", "raw", false, List.of(), null, false, false)),
                        found(DriftKind.HEAD_REPLACED, "vda")),
                row("the head was committed into a layer that nobody needs", world -> world.running(IDLE, FROZEN, DISK, BASE),
                        found(DriftKind.HEAD_COMMITTED, "vda")),
                row("the head was committed into a snapshot's layer, running", world -> world.running(FROZEN, DISK, BASE),
                        found(DriftKind.HEAD_OVERWRITES, "vda"), found(DriftKind.SNAPSHOT_OVERWRITTEN, "2")),
                row("it runs on a layer that snapshots and a safety point read", world -> world.running(DISK, BASE),
                        found(DriftKind.HEAD_OVERWRITES, "vda"),
                        found(DriftKind.SNAPSHOT_OVERWRITTEN, "1"),
                        found(DriftKind.SNAPSHOT_OVERWRITTEN, "2")),
                row("the definition was put back to a snapshot's layer", world -> world.head(FROZEN),
                        found(DriftKind.HEAD_WILL_OVERWRITE, "vda")),
                row("the head is gone, stopped", world -> world.gone(HEAD), found(DriftKind.HEAD_MISSING, "vda")),
                row("the head is deleted under the running server", world -> world.running().gone(HEAD),
                        found(DriftKind.HEAD_DELETED, "vda")),
                row("the next start has another disk", world -> world.running().next(FROZEN),
                        found(DriftKind.NEXT_START_DIFFERS, "vda")),
                row("the next start lacks the disk", world -> world.running().next(null),
                        found(DriftKind.NEXT_START_LACKS_DISK, "vda")),
                row("the definition fixes the chain", world -> world.replace("vda", disk -> new DomainLayout.Disk(
                        "vda", "qcow2", true, disk.chain(), disk.next(), true, false)),
                        found(DriftKind.DEFINITION_FIXES_CHAIN, "vda")),
                // Layers
                row("all data was pulled into the head", world -> world.file(HEAD, "qcow2", null).running(HEAD),
                        found(DriftKind.CHAIN_FLATTENED, HEAD)),
                row("data was pulled up to a layer", world ->
                        world.file(HEAD, "qcow2", DISK).running(HEAD, DISK, BASE),
                        found(DriftKind.CHAIN_SHORTENED, HEAD)),
                row("a layer was rebased to an unknown file", world -> world.file(FOREIGN, "qcow2", null).file(IDLE, "qcow2", FOREIGN),
                        found(DriftKind.CHAIN_FOREIGN, IDLE)),
                row("the adopted file stands on another base", world -> world.file(DISK, "qcow2", "/bases/other.qcow2"),
                        found(DriftKind.CHAIN_FOREIGN, DISK)),
                row("a file below the head is gone, stopped", world -> world.gone(IDLE),
                        found(DriftKind.CHAIN_BROKEN, IDLE)),
                row("a file below the head is gone, running", world -> world.running().gone(IDLE),
                        found(DriftKind.CHAIN_BROKEN, IDLE)),
                row("the base of others is gone", world -> world.gone(BASE).file("/bases/unrelated", "raw", null),
                        found(DriftKind.CHAIN_BROKEN, BASE),
                        found(DriftKind.SNAPSHOT_LOST, "1"),
                        found(DriftKind.SNAPSHOT_LOST, "2"),
                        found(DriftKind.SAFETY_POINT_LOST, "undo")),
                row("a file that nobody needs is gone", world -> {
                    world.disks.replaceAll(disk -> disk.isNvram() ? disk : new KnownDisk(
                            disk.id(), disk.target(), disk.head(), disk.layers().stream().map(DriftFinderTest::unpinned).toList()));
                    return world.gone(BRANCH);
                }, found(DriftKind.LAYER_MISSING, BRANCH)),
                row("the head was moved", world -> {
                    world.moved.put(HEAD, "/elsewhere/" + HEAD.substring(IMAGES.length() + 1));
                    return world.gone(HEAD);
                }, found(DriftKind.LAYER_MOVED, HEAD)),
                row("a snapshot's file was moved", world -> {
                    world.moved.put(COPY, "/elsewhere/copy.fd");
                    return world.gone(COPY);
                }, found(DriftKind.LAYER_MOVED, COPY), found(DriftKind.SNAPSHOT_LOST, "2")),
                row("a snapshot's file was cut off", world -> world.file(FROZEN, "raw", null),
                        found(DriftKind.LAYER_OVERWRITTEN, FROZEN), found(DriftKind.SNAPSHOT_LOST, "2")),
                row("a linked clone stands on a layer", world -> world.file(FOREIGN, "qcow2", FROZEN),
                        found(DriftKind.FOREIGN_CHILD, FOREIGN)),
                row("another domain uses a layer", world -> world.other(OTHER, FROZEN),
                        found(DriftKind.FILE_SHARED, OTHER.toString())),
                row("another domain uses the base of others", world -> world.other(OTHER, BASE)),
                // Snapshots
                row("a snapshot's only file is gone", world -> world.gone(COPY), found(DriftKind.SNAPSHOT_LOST, "2")),
                row("a lost snapshot is still lost", world -> world.gone(COPY).snapshot(2, KnownSnapshot.State.LOST),
                        found(DriftKind.SNAPSHOT_LOST, "2")),
                row("a lost snapshot's file is back", world -> world.snapshot(2, KnownSnapshot.State.LOST),
                        found(DriftKind.SNAPSHOT_RETURNED, "2")),
                row("an overwritten snapshot stays so", world -> world.snapshot(2, KnownSnapshot.State.OVERWRITTEN),
                        found(DriftKind.SNAPSHOT_OVERWRITTEN, "2")),
                row("a safety point's file is gone", world -> world.gone(BRANCH), found(DriftKind.SAFETY_POINT_LOST, "undo")),
                // UEFI variables
                row("the UEFI variables are no longer named", world -> {
                    world.nvram = null;
                    return world;
                }, found(DriftKind.NVRAM_REMOVED, "nvram")),
                row("the UEFI variables are another file", world -> {
                    world.nvram = "/nvram/other.fd";
                    world.nextNvram = world.nvram;
                    return world;
                }, found(DriftKind.NVRAM_REPLACED, "nvram")),
                row("the UEFI variables will be another file", world -> {
                    world.nextNvram = "/nvram/other.fd";
                    return world.running();
                }, found(DriftKind.NEXT_START_DIFFERS, "nvram")),
                row("the file of the UEFI variables is gone", world -> world.gone(NVRAM),
                        found(DriftKind.NVRAM_MISSING, "nvram")),
                // Strays
                row("a file with our name is left behind", world -> world.file(STRAY, "qcow2", HEAD),
                        found(DriftKind.STRAY_LAYER, STRAY)),
                row("a file with our name is left behind and stands on nothing", world -> world.file(STRAY, "qcow2", null),
                        found(DriftKind.STRAY_LAYER, STRAY)),
                row("a file with our name is unknown and used by a domain", world ->
                        world.file(STRAY, "qcow2", null).other(OTHER, STRAY), found(DriftKind.STRAY_IN_USE, STRAY)),
                row("a file with our name is unknown and stood upon", world ->
                        world.file(STRAY, "qcow2", null).file(FOREIGN, "qcow2", STRAY), found(DriftKind.STRAY_IN_USE, STRAY)),
                row("a file with our name is of nobody that is known", world ->
                        world.file(STRAY.replace(DOMAIN.toString(), OTHER.toString()), "qcow2", null),
                        found(DriftKind.STRAY_UNKNOWN, STRAY.replace(DOMAIN.toString(), OTHER.toString()))),
                row("a stray of a busy server", world -> {
                    world.busy = true;
                    return world.file(STRAY, "qcow2", null);
                }));
    }

    /** Of a host that does not answer nothing is found at all; that it does not is told by {@link Reconciliation}. */
    @Test
    void theTableHasEveryKindButTheOneThatNeedsNoLook() {
        Set<DriftKind> tested = new HashSet<>();
        table().forEach(row -> Arrays.stream((Found[]) row.get()[2]).map(Found::kind).forEach(tested::add));

        assertThat(tested).containsExactlyInAnyOrderElementsOf(EnumSet.complementOf(EnumSet.of(DriftKind.HOST_UNREACHABLE)));
        assertThat(tested).hasSizeGreaterThanOrEqualTo(30);
    }

    @ParameterizedTest
    @EnumSource
    void noticesForOwnersAreSentencesWithoutPaths(DriftKind kind) {
        assertThat(kind.notice()).endsWith(".").doesNotContain("/").hasSizeLessThan(120);
        assertThat(kind.code()).hasSizeLessThanOrEqualTo(40);
    }

    @Test
    void aPausedServerIsTakenForOneThatRuns() {
        World world = new World().running(FROZEN, DISK, BASE);
        world.state = PowerState.PAUSED;
        assertThat(world.find()).extracting(Finding::kind).contains(DriftKind.SNAPSHOT_OVERWRITTEN);
    }

    private static Arguments row(String what, UnaryOperator<World> meddle, Found... expected) {
        return Arguments.of(what, meddle, expected);
    }

    private static Found found(DriftKind kind, String subject) {
        return new Found(kind, subject);
    }

    private static Predicate<KnownLayer> at(String path) {
        return layer -> layer.path().equals(path);
    }

    private static KnownLayer unpinned(KnownLayer layer) {
        return new KnownLayer(layer.id(), layer.parent(), layer.path(), layer.state(), layer.origin(), Set.of(), Set.of());
    }
}
