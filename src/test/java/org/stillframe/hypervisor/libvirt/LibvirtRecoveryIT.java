package org.stillframe.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.stillframe.hypervisor.Blocker;
import org.stillframe.hypervisor.Consistency;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.DomainLayout;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.Merge;
import org.stillframe.hypervisor.Overlay;
import org.stillframe.hypervisor.PowerState;
import org.stillframe.hypervisor.VolumeInfo;

/** What happens when the daemon, QEMU or the guest agent dies. */
class LibvirtRecoveryIT extends LibvirtGuests {
    /** More than QEMU copies before its throttle first bites, which is 16 MiB; all that the test's disk has room for. */
    private static final int FILL_MIB = 24;

    @Test
    void aDaemonThatDiedIsReachedAgainWhenItIsBack() {
        DomainRef domain = fixture.newServer(1);
        hypervisor.start(domain);
        String first = cut(domain, "first");
        HOST.killDaemon();

        assertFails(Kind.UNAVAILABLE, () -> hypervisor.inspect(domain));
        HOST.start();

        assertThat(hypervisor.inspect(domain).state()).isEqualTo(PowerState.RUNNING);
        assertThat(head(domain, "vda")).isEqualTo(first);
        String second = cut(domain, "second");
        assertThat(chain(domain, "vda")).startsWith(second, first);
        fixture.write(domain, "vda", 0, "goes on");
        assertThat(fixture.read(domain, "vda", 0)).isEqualTo("goes on");
    }

    @Test
    void aMergeInWhichTheDaemonDiedIsRepeated() {
        DomainRef domain = fixture.newServer(1);
        String root = head(domain, "vda");
        String top = cut(domain, "top");
        fixture.fill(domain, "vda", FILL_MIB);
        hypervisor.start(domain);
        CompletableFuture<Void> running = startMerge(domain, new Merge("vda", root, top, null, MIB));
        HOST.killDaemon();
        assertThat(failure(running)).isEqualTo(Kind.UNAVAILABLE);
        HOST.start();
        fixture.write(domain, "vda", 0, "written meanwhile");

        hypervisor.merge(domain, new Merge("vda", root, top, null, 0), percent -> {});

        assertThat(chain(domain, "vda")).containsExactly(root);
        hypervisor.stop(domain, Duration.ZERO);
        assertFilled(domain);
        assertThat(fixture.read(domain, "vda", 0)).isEqualTo("written meanwhile");
    }

    @Test
    void whatWasMergedBelowTheHeadAfterAnAbortedMergeSurvivesAKilledQemu() throws IOException {
        DomainRef domain = fixture.newServer(1);
        String root = head(domain, "vda");
        String top = cut(domain, "top");
        fixture.fill(domain, "vda", FILL_MIB);
        hypervisor.start(domain);
        CompletableFuture<Void> running = startMerge(domain, new Merge("vda", root, top, null, MIB));
        hypervisor.abortMerge(domain);
        assertThat(failure(running)).isEqualTo(Kind.INTERRUPTED);
        String head = cut(domain, "head");

        hypervisor.merge(domain, new Merge("vda", root, top, head, 0), percent -> {});
        hypervisor.deleteVolume(domain.host(), top);
        killQemu(fixture.name(domain));

        await().until(() -> hypervisor.inspect(domain).state() == PowerState.STOPPED);
        assertThat(chain(domain, "vda")).containsExactly(head, root);
        assertFilled(domain);
    }

    @Test
    void whatQemuLostAsItDiedAtTheEndOfAMergeIsMergedAgainBeforeTheServerStarts() throws IOException {
        DomainRef domain = fixture.newServer(1);
        Merge merge = loseTheMerged(domain);
        String digest = fixture.digest(merge.top());

        assertThat(hypervisor.settleMerge(domain, merge)).isTrue();

        assertThat(chain(domain, "vda")).containsExactly(merge.child(), merge.base());
        assertThat(fixture.digest(merge.child())).isEqualTo(digest);
    }

    @Test
    void aMergeThatLooksDoneThoughQemuLostWhatItMergedIsRepeated() throws IOException {
        DomainRef domain = fixture.newServer(1);
        Merge merge = loseTheMerged(domain);
        String digest = fixture.digest(merge.top());

        hypervisor.merge(domain, merge, percent -> {});

        assertThat(chain(domain, "vda")).containsExactly(merge.child(), merge.base());
        assertThat(fixture.digest(merge.child())).isEqualTo(digest);
    }

    @Test
    void aServerThatRunsWithoutWhatQemuLostKeepsTheUpperFileUntilItIsStopped() throws IOException {
        DomainRef domain = fixture.newServer(1);
        Merge merge = loseTheMerged(domain);
        String digest = fixture.digest(merge.top());
        hypervisor.start(domain);

        assertThat(hypervisor.settleMerge(domain, merge)).isFalse();
        assertFails(Kind.WRONG_STATE, () -> hypervisor.merge(domain, merge, percent -> {}));

        hypervisor.stop(domain, Duration.ZERO);
        assertThat(hypervisor.settleMerge(domain, merge)).isTrue();
        assertThat(fixture.digest(merge.base())).isEqualTo(digest);
    }

    /**
     * What a QEMU leaves that is killed after it has written the upper file out of the chain and before it has written where in
     * the lower file it had put what it copied. Whether that instant is met is chance, so its traces are made by hand.
     */
    private Merge loseTheMerged(DomainRef domain) {
        String root = head(domain, "vda");
        String top = cut(domain, "top");
        fixture.fill(domain, "vda", FILL_MIB);
        String child = cut(domain, "child");
        TestHost.run("qemu-img", "rebase", "-u", "-F", "qcow2", "-b", root, child);
        return new Merge("vda", root, top, child, 0);
    }

    @Test
    void aDaemonThatDiedInAMergeOutsideLeavesNoDomainBehind() {
        DomainRef domain = fixture.newServer(1);
        String root = head(domain, "vda");
        String top = cut(domain, "top");
        fixture.fill(domain, "vda", FILL_MIB);
        String digest = fixture.digest(top);
        CompletableFuture<Void> running = startMerge(domain, new Merge("vda", root, top, null, MIB));
        HOST.killDaemon();
        assertThat(failure(running)).isEqualTo(Kind.UNAVAILABLE);
        HOST.start();

        assertThat(hypervisor.domains(fixture.host())).extracting(DomainInfo::ref).containsExactly(domain);
        hypervisor.abortMerge(domain);
        assertThat(HOST.virsh("list", "--name")).isEmpty();
        assertThat(fixture.digest(top)).isEqualTo(digest);
        hypervisor.merge(domain, new Merge("vda", root, top, null, 0), percent -> {});

        assertThat(chain(domain, "vda")).containsExactly(root);
        assertThat(fixture.digest(root)).isEqualTo(digest);
    }

    @Test
    void aMergeOutsideInWhichQemuDiedIsRepeated() throws IOException {
        DomainRef domain = fixture.newServer(1);
        String root = head(domain, "vda");
        String top = cut(domain, "top");
        fixture.fill(domain, "vda", FILL_MIB);
        String child = cut(domain, "child");
        String digest = fixture.digest(child);
        CompletableFuture<Void> running = startMerge(domain, new Merge("vda", root, top, child, MIB));

        killQemu("stillframe-merge-" + domain.uuid());

        assertThat(failure(running)).isEqualTo(Kind.INTERRUPTED);
        assertThat(chain(domain, "vda")).containsExactly(child, top, root);
        assertThat(fixture.digest(child)).isEqualTo(digest);
        hypervisor.merge(domain, new Merge("vda", root, top, child, 0), percent -> {});
        assertThat(chain(domain, "vda")).containsExactly(child, root);
        assertThat(fixture.digest(child)).isEqualTo(digest);
    }

    @Test
    void aMergeOfTheRunningHeadInWhichQemuDiedTellsOfTheCrashAndIsRepeatedOnTheStoppedDomain() throws IOException {
        DomainRef domain = fixture.newServer(1);
        String root = head(domain, "vda");
        String top = cut(domain, "top");
        fixture.fill(domain, "vda", FILL_MIB);
        hypervisor.start(domain);
        fixture.write(domain, "vda", 0, "latest");
        CompletableFuture<Void> running = startMerge(domain, new Merge("vda", root, top, null, MIB));

        killQemu(fixture.name(domain));

        assertThat(failure(running)).isEqualTo(Kind.CRASHED);
        await().until(() -> hypervisor.inspect(domain).state() == PowerState.STOPPED);
        assertThat(chain(domain, "vda")).containsExactly(top, root);
        String digest = fixture.digest(top);
        hypervisor.merge(domain, new Merge("vda", root, top, null, 0), percent -> {});
        assertThat(chain(domain, "vda")).containsExactly(root);
        assertThat(fixture.digest(root)).isEqualTo(digest);
        assertThat(fixture.read(domain, "vda", 0)).isEqualTo("latest");
    }

    @Test
    void anOverlayThatQemuWritesToUnknownToLibvirtIsKeptForTheNextBoot() {
        DomainRef domain = fixture.newServer(1);
        hypervisor.start(domain);
        Overlay overlay = overlay(domain, "vda", "lost");
        extendChainBehindLibvirt(domain, overlay);
        fixture.write(domain, "vda", 0, "written to the lost one");

        assertFails(Kind.WRONG_STATE, () -> hypervisor.cut(domain, List.of(overlay), false));

        assertThat(Path.of(overlay.path())).exists();
        hypervisor.stop(domain, Duration.ZERO);
        assertThat(hypervisor.cut(domain, List.of(overlay), false)).isEqualTo(Consistency.OFFLINE);
        assertThat(chain(domain, "vda")).containsExactly(overlay.path(), overlay.backing());
        assertThat(fixture.read(domain, "vda", 0)).isEqualTo("written to the lost one");
    }

    @Test
    void whatQemuWritesToUnknownToLibvirtIsNeitherDeletedNorMergedAndIsFoundByTheNextBoot() {
        DomainRef domain = fixture.newServer(1);
        hypervisor.start(domain);
        Overlay overlay = overlay(domain, "vda", "stillframe-" + domain.uuid() + "-" + UUID.randomUUID());
        extendChainBehindLibvirt(domain, overlay);
        fixture.write(domain, "vda", 0, "written to the lost one");

        assertFails(Kind.FAILED, () -> hypervisor.deleteVolume(fixture.host(), overlay.path()));
        hypervisor.settleCut(domain, List.of(overlay));
        hypervisor.settleCut(domain, List.of(overlay));

        DomainInfo running = hypervisor.inspect(domain);
        assertThat(running.disk("vda").orElseThrow().chain())
                .extracting(VolumeInfo::path).containsExactly(overlay.path(), overlay.backing());
        assertThat(running.blockers()).extracting(Blocker::disk).containsExactly("vda");
        DomainLayout.Disk layout = layout(domain).disks().get(0);
        assertThat(layout.chain()).containsExactly(overlay.path(), overlay.backing());
        Merge merge = new Merge("vda", overlay.backing(), overlay.path(), null, 0);
        assertThat(hypervisor.settleMerge(domain, merge)).isFalse();
        assertFails(Kind.FAILED, () -> hypervisor.merge(domain, merge, percent -> {}));
        assertFails(Kind.FAILED, () -> hypervisor.deleteVolume(fixture.host(), overlay.path()));

        hypervisor.stop(domain, Duration.ZERO);
        hypervisor.start(domain);
        assertThat(hypervisor.inspect(domain).blockers()).isEmpty();
        assertThat(chain(domain, "vda")).containsExactly(overlay.path(), overlay.backing());
        assertThat(fixture.read(domain, "vda", 0)).isEqualTo("written to the lost one");
    }

    @Test
    void anOverlayThatADyingLibvirtHadQemuMakeAndNotUseIsMadeAnewAndWrittenTo() {
        DomainRef domain = fixture.newServer(1);
        hypervisor.start(domain);
        Overlay overlay = overlay(domain, "vda", "stillframe-" + domain.uuid() + "-" + UUID.randomUUID());
        openBehindLibvirt(domain, overlay, "left");

        hypervisor.cut(domain, List.of(overlay), false);

        assertThat(nodes(domain)).doesNotContain("left");
        assertThat(chain(domain, "vda")).containsExactly(overlay.path(), overlay.backing());
        assertThat(layout(domain).disks().get(0).next()).isEqualTo(overlay.path());
        fixture.write(domain, "vda", 0, "written");
        hypervisor.stop(domain, Duration.ZERO);
        assertThat(fixture.read(domain, "vda", 0)).isEqualTo("written");
    }

    @Test
    void anEmptyFileThatADyingLibvirtHadQemuOpenUnderTheNextNameKeepsNoCutFromBeingDone() throws IOException {
        DomainRef domain = fixture.newServer(1);
        hypervisor.start(domain);
        Overlay overlay = overlay(domain, "vda", "stillframe-" + domain.uuid() + "-" + UUID.randomUUID());
        Files.createFile(Path.of(overlay.path()));
        String next = "libvirt-" + (Integer.parseInt(headIndex(domain)) + 1) + "-storage";
        openFileBehindLibvirt(domain, overlay, next);

        hypervisor.cut(domain, List.of(overlay), false);

        assertThat(nodes(domain)).doesNotContain(next);
        assertThat(chain(domain, "vda")).containsExactly(overlay.path(), overlay.backing());
        fixture.write(domain, "vda", 0, "written");
        assertThat(fixture.read(domain, "vda", 0)).isEqualTo("written");
    }

    @Test
    void anOverlayThatADyingLibvirtHadQemuMakeAndNotUseIsClosedAndDeletedWhenItIsNotWantedAnyMore() {
        DomainRef domain = fixture.newServer(1);
        hypervisor.start(domain);
        Overlay overlay = overlay(domain, "vda", "stillframe-" + domain.uuid() + "-" + UUID.randomUUID());
        openBehindLibvirt(domain, overlay, "left");

        hypervisor.settleCut(domain, List.of(overlay));
        hypervisor.deleteVolume(fixture.host(), overlay.path());

        assertThat(nodes(domain)).doesNotContain("left");
        assertThat(Files.exists(Path.of(overlay.path()))).isFalse();
        assertThat(chain(domain, "vda")).containsExactly(overlay.backing());
        assertThat(layout(domain).disks().get(0).next()).isEqualTo(overlay.backing());
    }

    private String nodes(DomainRef domain) {
        return HOST.virsh("qemu-monitor-command", fixture.name(domain), "{\"execute\": \"query-named-block-nodes\"}");
    }

    private DomainLayout layout(DomainRef domain) {
        return hypervisor.layouts(domain.host()).stream()
                .filter(each -> each.ref().uuid().equals(domain.uuid()))
                .findFirst()
                .orElseThrow();
    }

    /** What a daemon that dies at the wrong moment leaves: QEMU has done the cut, libvirt has not noted it. */
    private void extendChainBehindLibvirt(DomainRef domain, Overlay overlay) {
        openBehindLibvirt(domain, overlay, "lost");
        monitor(
                domain,
                "{'execute': 'blockdev-snapshot', 'arguments': {'node': 'libvirt-" + headIndex(domain)
                        + "-format', 'overlay': 'lost'}}");
    }

    /** The number by which libvirt and QEMU know the disk's head; they count up. */
    private String headIndex(DomainRef domain) {
        return LibvirtFixture.disk(Xml.parse(HOST.virsh("dumpxml", fixture.name(domain))), "vda")
                .getElementsByTagName("source").item(0).getAttributes().getNamedItem("index").getNodeValue();
    }

    private void openBehindLibvirt(DomainRef domain, Overlay overlay, String node) {
        TestHost.run(
                "qemu-img", "create", "-q", "-f", "qcow2", "-b", overlay.backing(), "-F", "qcow2", overlay.path());
        String file = node + "-file";
        openFileBehindLibvirt(domain, overlay, file);
        monitor(
                domain,
                "{'execute': 'blockdev-add', 'arguments': {'driver': 'qcow2', 'node-name': '" + node + "',"
                        + " 'backing': null, 'file': '" + file + "'}}");
    }

    private void openFileBehindLibvirt(DomainRef domain, Overlay overlay, String node) {
        monitor(
                domain,
                "{'execute': 'blockdev-add', 'arguments': {'driver': 'file', 'node-name': '" + node + "',"
                        + " 'filename': '" + overlay.path() + "'}}");
    }

    private void monitor(DomainRef domain, String command) {
        assertThat(HOST.virsh("qemu-monitor-command", fixture.name(domain), command.replace('\'', '"')))
                .contains("return");
    }

    @Test
    void anAgentThatIsSilentFailsTheFreezeSoonAndTheGuestGoesOn() {
        DomainRef domain = fixture.newServer(1);
        hypervisor.start(domain);
        Overlay overlay = overlay(domain, "vda", "overlay");
        fixture.inGuest(domain, "(sleep 1; kill -STOP $(pidof qemu-ga)) >/dev/null 2>&1 &");
        await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
        long start = System.nanoTime();

        assertFails(Kind.QUIESCE_FAILED, () -> hypervisor.cut(domain, List.of(overlay), true));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(12));
        assertThat(chain(domain, "vda")).containsExactly(overlay.backing());
        assertThat(hypervisor.cut(domain, List.of(overlay), false)).isEqualTo(Consistency.CRASH);
    }

    @Test
    void aFreezeThatWasLeftBehindIsThawed() {
        DomainRef domain = fixture.newServer(1);
        hypervisor.start(domain);
        fixture.awaitGuest(domain);
        HOST.virsh("domfsfreeze", fixture.name(domain));
        assertThat(freezeStatus(domain)).contains("frozen");

        hypervisor.thaw(domain);
        hypervisor.thaw(domain);

        assertThat(freezeStatus(domain)).contains("thawed");
    }

    @Test
    void aGuestThatWasPausedWhileItWasFrozenIsThawedWhenItIsResumed() {
        DomainRef domain = fixture.newServer(1);
        hypervisor.start(domain);
        fixture.awaitGuest(domain);
        HOST.virsh("domfsfreeze", fixture.name(domain));
        HOST.virsh("suspend", fixture.name(domain));
        hypervisor.thaw(domain);

        hypervisor.start(domain);

        assertThat(freezeStatus(domain)).contains("thawed");
    }

    private String freezeStatus(DomainRef domain) {
        return HOST.virsh("qemu-agent-command", fixture.name(domain), "{\"execute\": \"guest-fsfreeze-status\"}");
    }

    private static void killQemu(String name) throws IOException {
        Path file = HOST.disks().resolveSibling("libvirt").resolve("run").resolve("qemu").resolve(name + ".pid");
        TestHost.run("kill", "-KILL", Files.readString(file).strip());
    }

    private void assertFilled(DomainRef domain) {
        String raw = head(domain, "vda") + ".raw";
        TestHost.run("qemu-img", "convert", "-f", "qcow2", "-O", "raw", head(domain, "vda"), raw);
        assertThat(TestHost.run(
                        "sh", "-c", "tail -c +" + (TestDisk.fillOffset() + 1) + " " + raw + " | head -c " + FILL_MIB * MIB
                                + " | tr -d '\\245' | wc -c"))
                .isEqualTo("0");
    }
}
