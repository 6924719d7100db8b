package org.stillframe.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stillframe.drift.DriftProbe;
import org.stillframe.hypervisor.DiskInfo;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.Overlay;

/** What others do with virsh, qemu-img and rm to a server of ours, and what is found of it. The guests' systems need not be up. */
class LibvirtDriftIT extends LibvirtGuests {
    private final Path elsewhere = HOST.disks().resolveSibling("elsewhere");

    @AfterEach
    void removeElsewhere() {
        TestHost.run("rm", "-rf", elsewhere.toString());
    }

    /** A server with one snapshot: the file that it had is frozen, and a layer of ours is the head. */
    private final class Frozen {
        private final DomainRef domain;
        private final DriftProbe probe;
        private final String root;
        private final String head;

        private Frozen(DomainRef domain) {
            this.domain = domain;
            probe = new DriftProbe(hypervisor, domain);
            root = LibvirtDriftIT.head(domain, "vda");
            head = cut(1);
        }

        private Frozen() {
            this(fixture.newServer(1));
        }

        private String cut(long snapshot) {
            String below = LibvirtDriftIT.head(domain, "vda");
            String layer = probe.layer(below);
            hypervisor.cut(domain, List.of(new Overlay("vda", layer, below)), false);
            probe.cut("vda", layer, snapshot);
            return layer;
        }

        /** Back to the file at first; what was the head is left alone. */
        private String restore() {
            String layer = probe.layer(root);
            hypervisor.switchHeads(domain, List.of(new Overlay("vda", layer, root)));
            probe.restored("vda", layer, root);
            return layer;
        }

        private Frozen start() {
            hypervisor.start(domain);
            return this;
        }

        private String virsh(String command, String... arguments) {
            String[] words = new String[arguments.length + 2];
            words[0] = command;
            words[1] = domain.uuid().toString();
            System.arraycopy(arguments, 0, words, 2, arguments.length);
            return HOST.virsh(words);
        }

        private void edit(String from, String to) throws IOException {
            define(virsh("dumpxml", "--inactive", "--security-info").replace(from, to));
        }

        private void assertFound(String... expected) {
            assertThat(probe.find()).containsExactlyInAnyOrder(expected);
        }
    }

    private static void define(String xml) throws IOException {
        Path file = Files.createTempFile("stillframe", ".xml");
        Files.writeString(file, xml);
        HOST.virsh("define", file.toString());
        Files.delete(file);
    }

    private static String name(String path) {
        return Path.of(path).getFileName().toString();
    }

    @Test
    void nothingIsFoundOfAServerThatIsAsItWasLeft() {
        Frozen server = new Frozen();
        server.assertFound();
        server.restore();
        server.assertFound();
        server.start();
        server.assertFound();
        server.cut(2);
        server.assertFound();
        hypervisor.stop(server.domain, Duration.ZERO);
        server.assertFound();
    }

    @Test
    void undefined() {
        Frozen server = new Frozen();
        server.virsh("undefine");
        server.assertFound("domain_gone " + server.domain.uuid());
    }

    @Test
    void definedAnewWithAnotherUuid() throws IOException {
        Frozen server = new Frozen();
        String xml = server.virsh("dumpxml", "--inactive", "--security-info");
        UUID anew = UUID.randomUUID();
        server.virsh("undefine");
        define(xml.replace(server.domain.uuid().toString() + "</uuid>", anew + "</uuid>"));
        server.assertFound("domain_redefined " + anew);
    }

    @Test
    void renamed() {
        Frozen server = new Frozen();
        String before = fixture.name(server.domain);
        server.virsh("domrename", before + "-renamed");
        server.assertFound("domain_renamed " + before + "-renamed");
        server.virsh("domrename", before);
        server.assertFound();
    }

    @Test
    void undefinedWhileItRunsAndDefinedAgain() {
        Frozen server = new Frozen().start();
        server.virsh("undefine");
        server.assertFound("domain_transient " + fixture.name(server.domain));
        hypervisor.redefine(server.domain, Map.of());
        server.assertFound();
        hypervisor.stop(server.domain, Duration.ZERO);
        server.assertFound();
        hypervisor.start(server.domain);
    }

    @Test
    void saved() {
        Frozen server = new Frozen().start();
        server.virsh("managedsave");
        server.assertFound("memory_saved " + fixture.name(server.domain));
        server.virsh("managedsave-remove");
        server.assertFound();
    }

    @Test
    void theFileOfASnapshotIsDeletedAsAVolume() {
        Frozen server = new Frozen();
        server.cut(2);
        server.restore();
        HOST.virsh("vol-delete", server.head);
        server.assertFound("snapshot_lost 2");
    }

    @Test
    void theHeadIsDeleted() throws IOException {
        Frozen server = new Frozen();
        Files.delete(Path.of(server.head));
        server.assertFound("head_missing vda");
    }

    @Test
    void theHeadIsDeletedUnderTheRunningServer() throws IOException {
        Frozen server = new Frozen().start();
        Files.delete(Path.of(server.head));
        server.assertFound("head_deleted vda");
    }

    @Test
    void theFileBelowIsDeleted() throws IOException {
        Frozen server = new Frozen();
        Files.delete(Path.of(server.root));
        server.assertFound("chain_broken " + name(server.root), "snapshot_lost 1");
    }

    @Test
    void theHeadIsMovedToAnotherPoolAndBack() throws IOException {
        Frozen server = new Frozen();
        Files.createDirectories(elsewhere);
        HOST.virsh("pool-create-as", "elsewhere", "dir", "--target", elsewhere.toString());
        try {
            Path moved = elsewhere.resolve(name(server.head));
            Files.move(Path.of(server.head), moved);
            server.assertFound("layer_moved " + name(server.head));
            Files.move(moved, Path.of(server.head));
            server.assertFound();
        } finally {
            HOST.virsh("pool-destroy", "elsewhere");
        }
    }

    @Test
    void anExternalSnapshotIsTakenWhileItRuns() {
        Frozen server = new Frozen().start();
        server.virsh("snapshot-create-as", "theirs", "--disk-only", "--no-metadata");
        assertThat(server.probe.find()).contains("overlay_added vda");
    }

    @Test
    void anExternalSnapshotIsTakenWhileItIsStopped() {
        Frozen server = new Frozen();
        server.virsh("snapshot-create-as", "theirs", "--disk-only", "--no-metadata");
        assertThat(server.probe.find()).contains("overlay_added vda");
    }

    @Test
    void theHeadIsCommittedIntoTheFileOfASnapshot() {
        Frozen server = new Frozen().start();
        server.virsh("blockcommit", "vda", "--active", "--pivot", "--wait");
        assertThat(server.probe.find()).contains("head_overwrites vda", "snapshot_overwritten 1");
        hypervisor.stop(server.domain, Duration.ZERO);
        assertThat(server.probe.find()).contains("head_will_overwrite vda").doesNotContain("snapshot_overwritten 1");
    }

    @Test
    void allDataIsPulledUp() {
        Frozen server = new Frozen().start();
        server.virsh("blockpull", "vda", "--wait");
        server.assertFound("chain_flattened " + name(server.head));
    }

    @Test
    void someDataIsPulledUp() {
        Frozen server = new Frozen();
        String head = server.cut(2);
        server.start();
        server.virsh("blockpull", "vda", "--base", server.root, "--wait");
        server.assertFound("chain_shortened " + name(head));
    }

    @Test
    void aDiskIsAddedAndRemoved() {
        Frozen server = new Frozen();
        Path disk = HOST.disks().resolve("added.qcow2");
        TestHost.run("qemu-img", "create", "-q", "-f", "qcow2", disk.toString(), "4M");
        server.virsh("attach-disk", disk.toString(), "vdb", "--subdriver", "qcow2", "--config");
        server.assertFound("disk_added vdb");
        server.virsh("detach-disk", "vdb", "--config");
        server.assertFound();
        server.virsh("detach-disk", "vda", "--config");
        server.assertFound("disk_removed vda");
    }

    @Test
    void aDiskIsAddedToTheRunningServerOnly() {
        Frozen server = new Frozen().start();
        Path disk = HOST.disks().resolve("added.qcow2");
        TestHost.run("qemu-img", "create", "-q", "-f", "qcow2", disk.toString(), "4M");
        server.virsh("attach-disk", disk.toString(), "vdb", "--subdriver", "qcow2", "--live");
        server.assertFound("disk_added vdb");
    }

    @Test
    void theDiskHasAnotherTarget() throws IOException {
        Frozen server = new Frozen();
        server.edit("dev='vda'", "dev='vdz'");
        server.assertFound("disk_retargeted vda");
    }

    @Test
    void theDefinitionGoesBackToTheFileOfASnapshotAndIsPutRight() throws IOException {
        Frozen server = new Frozen();
        server.edit(server.head, server.root);
        server.assertFound("head_will_overwrite vda");
        hypervisor.redefine(server.domain, Map.of("vda", server.head));
        server.assertFound();
        assertThat(chain(server.domain, "vda")).containsExactly(server.head, server.root);
    }

    @Test
    void theDiskIsReplacedByAnother() throws IOException {
        Frozen server = new Frozen();
        Path other = HOST.disks().resolve("other.qcow2");
        TestHost.run("qemu-img", "create", "-q", "-f", "qcow2", other.toString(), "4M");
        server.edit(server.head, other.toString());
        server.assertFound("head_replaced vda");
        hypervisor.redefine(server.domain, Map.of("vda", server.head));
        server.assertFound();
    }

    @Test
    void theNextStartHasAnotherDiskAndIsPutRight() throws IOException {
        Frozen server = new Frozen().start();
        server.edit(server.head, server.root);
        server.assertFound("next_start_differs vda");
        hypervisor.redefine(server.domain, Map.of("vda", server.head));
        server.assertFound();
    }

    @Test
    void theDefinitionFixesTheChainAndIsPutRight() throws IOException {
        Frozen server = new Frozen();
        server.edit(
                "<source file='" + server.head + "'/>",
                "<source file='" + server.head + "'/><backingStore type='file'><format type='qcow2'/><source file='" + server.root
                        + "'/><backingStore/></backingStore>");
        server.assertFound("definition_fixes_chain vda");
        hypervisor.redefine(server.domain, Map.of());
        server.assertFound();
    }

    @Test
    void aCopyOfOthersRuns() {
        Frozen server = new Frozen();
        TestDisk.fill(server.head, 16);
        server.start();
        server.virsh(
                "blockcopy", "vda", HOST.disks().resolve("copy.qcow2").toString(), "--transient-job", "--format", "qcow2",
                "--bytes", "--bandwidth", "65536");
        assertThat(server.probe.find()).contains("job_foreign vda");
    }

    @Test
    void theFileOfASnapshotIsCutOff() {
        Frozen server = new Frozen();
        server.cut(2);
        server.restore();
        TestHost.run("truncate", "-s", "0", server.head);
        server.assertFound("layer_overwritten " + name(server.head), "snapshot_lost 2");
    }

    @Test
    void theHeadIsRebasedToAFileOfOthers() {
        Frozen server = new Frozen();
        Path other = HOST.disks().resolve("other.qcow2");
        TestHost.run("qemu-img", "create", "-q", "-f", "qcow2", other.toString(), "64M");
        TestHost.run("qemu-img", "rebase", "-u", "-b", other.toString(), "-F", "qcow2", server.head);
        server.assertFound("chain_foreign " + name(server.head));
    }

    @Test
    void aLinkedCloneStandsOnALayerAndADomainUsesIt() throws IOException {
        Frozen server = new Frozen();
        Path clone = HOST.disks().resolve("clone.qcow2");
        TestHost.run("qemu-img", "create", "-q", "-f", "qcow2", "-b", server.root, "-F", "qcow2", clone.toString());
        server.assertFound("foreign_child clone.qcow2");
        Files.delete(clone);
        DomainRef other = fixture.newServer(1);
        String xml = HOST.virsh("dumpxml", "--inactive", other.uuid().toString());
        define(xml.replace(head(other, "vda"), server.head));
        server.assertFound("file_shared " + other.uuid());
    }

    @Test
    void aFileIsLeftBehindAndIsDeletedOnlyWhileNothingRefersToIt() {
        Frozen server = new Frozen();
        String stray = server.probe.layer(server.head);
        TestHost.run("qemu-img", "create", "-q", "-f", "qcow2", "-b", server.root, "-F", "qcow2", stray);
        server.assertFound("stray_layer " + name(stray));
        Path above = HOST.disks().resolve("above.qcow2");
        TestHost.run("qemu-img", "create", "-q", "-f", "qcow2", "-b", stray, "-F", "qcow2", above.toString());
        server.assertFound("stray_in_use " + name(stray));
        assertFails(Kind.FAILED, () -> hypervisor.deleteVolume(HOST.uri(), stray));
        TestHost.run("rm", above.toString());
        hypervisor.deleteVolume(HOST.uri(), stray);
        server.assertFound();
    }

    @Test
    void aStorageThatIsNotThereOrEmptyProvesNothing() throws IOException {
        Frozen server = new Frozen();
        Path away = HOST.disks().resolveSibling("away");
        Files.move(HOST.disks(), away);
        try {
            server.assertFound("storage_missing " + name(HOST.disks().toString()));
            Files.createDirectory(HOST.disks());
            server.assertFound("storage_missing " + name(HOST.disks().toString()));
            Files.delete(HOST.disks());
        } finally {
            Files.move(away, HOST.disks());
            HOST.virsh("pool-list", "--all", "--name").lines().map(String::strip).filter("stillframe"::equals).forEach(pool -> {
                if (HOST.virsh("pool-info", pool).contains("inactive")) {
                    HOST.virsh("pool-start", pool);
                }
            });
        }
        server.assertFound();
    }

    @Test
    void uefiVariablesAreDeletedAndReplaced() throws IOException {
        Frozen server = new Frozen(fixture.newServerWithNvram());
        String own = hypervisor.inspect(server.domain).disk(DiskInfo.NVRAM).orElseThrow().head().path();
        server.assertFound();
        server.edit(own, own + ".theirs");
        server.assertFound("nvram_replaced nvram");
        hypervisor.redefine(server.domain, Map.of(DiskInfo.NVRAM, own));
        server.assertFound();
        Files.delete(Path.of(own));
        server.assertFound("nvram_missing nvram");
    }

    @Test
    void aDaemonThatIsGoneProvesNothing() {
        Frozen server = new Frozen();
        HOST.killDaemon();
        try {
            assertFails(Kind.UNAVAILABLE, server.probe::find);
        } finally {
            HOST.start();
        }
        server.assertFound();
    }
}
