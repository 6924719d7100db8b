package org.stillframe.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.Merge;
import org.stillframe.hypervisor.Overlay;
import org.stillframe.hypervisor.StorageRoom;
import org.w3c.dom.Element;

/** Storage on file systems of its own, which only root can mount: one that is full, and one that libvirt takes for NFS. */
class LibvirtSpaceIT {
    private static final TestHost HOST = new TestHost(Path.of("target", "libvirt-space"));
    private static final Path SMALL = Path.of("target", "libvirt-space", "small").toAbsolutePath();
    private static final Path NETWORK =
            TestExport.isGiven() ? HOST.disks() : Path.of("target", "libvirt-space", "export").toAbsolutePath();
    private static final String POOL = TestExport.isGiven() ? TestExport.POOL : "network";
    private static LibvirtHypervisor hypervisor;

    @BeforeAll
    static void startHost() throws IOException {
        TestHost.requirePrograms();
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can mount a file system");
        Files.createDirectories(SMALL);
        TestHost.run("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", SMALL.toString());
        if (!TestExport.isGiven()) {
            Files.createDirectories(NETWORK);
            TestHost.run("mount", "-t", "tmpfs", "-o", "size=64m", "127.0.0.1:/export", NETWORK.toString());
        }
        HOST.start();
        if (!TestExport.isGiven()) {
            // Once for all tests: when it is destroyed, libvirt unmounts what it found there.
            HOST.virsh(
                    "pool-create-as", POOL, "netfs", "--source-host", "127.0.0.1", "--source-path", "/export",
                    "--source-format", "nfs", "--target", NETWORK.toString());
        }
        hypervisor = new LibvirtHypervisor(Thread::new);
    }

    @AfterAll
    static void stopHost() {
        if (hypervisor != null) {
            hypervisor.close();
            if (!TestExport.isGiven()) {
                HOST.virsh("pool-destroy", POOL);
            }
            HOST.stop();
            TestHost.run("umount", SMALL.toString());
            if (!TestExport.isGiven()) {
                TestHost.run("umount", NETWORK.toString());
            }
        }
    }

    @Test
    void aFullStorageIsToldAndEverythingCanBeRepeatedWhenThereIsRoom() {
        try (LibvirtFixture fixture = new LibvirtFixture(HOST, hypervisor)) {
            Path disk = SMALL.resolve("disk.qcow2");
            DomainRef domain = fixture.define(1, xml -> moveTo(disk.toString(), xml));
            Overlay top = new Overlay("vda", SMALL.resolve("top.qcow2").toString(), disk.toString());
            hypervisor.cut(domain, List.of(top), false);
            long free = hypervisor.room(HOST.uri(), top.path()).freeBytes();
            fixture.fill(domain, "vda", 7);
            StorageRoom room = hypervisor.room(HOST.uri(), top.path());
            assertThat(room.capacityBytes()).isEqualTo(12 * LibvirtGuests.MIB);
            assertThat(free - room.freeBytes())
                    .as("what the disk has grown by")
                    .isBetween(7 * LibvirtGuests.MIB, 8 * LibvirtGuests.MIB);
            String digest = fixture.digest(top.path());
            Merge merge = new Merge("vda", disk.toString(), top.path(), null, 0);

            LibvirtGuests.assertFails(Kind.NO_SPACE, () -> hypervisor.merge(domain, merge, percent -> {}));
            assertThat(LibvirtGuests.chain(hypervisor, domain, "vda")).containsExactly(top.path(), disk.toString());

            TestHost.run("sh", "-c", "cat /dev/zero >" + SMALL.resolve("ballast") + " 2>/dev/null; true");
            Overlay next = new Overlay("vda", SMALL.resolve("next.qcow2").toString(), top.path());
            LibvirtGuests.assertFails(Kind.NO_SPACE, () -> hypervisor.cut(domain, List.of(next), false));
            assertThat(LibvirtGuests.chain(hypervisor, domain, "vda")).containsExactly(top.path(), disk.toString());

            TestHost.run("rm", SMALL.resolve("ballast").toString());
            TestHost.run("mount", "-o", "remount,size=64m", SMALL.toString());
            hypervisor.cut(domain, List.of(next), false);
            hypervisor.merge(domain, new Merge("vda", disk.toString(), top.path(), next.path(), 0), percent -> {});
            assertThat(fixture.digest(next.path())).isEqualTo(digest);
        }
    }

    /**
     * Mostly there is no NFS where these tests run. The pool is a real one of the type netfs, but what libvirt finds mounted there
     * is a file system in memory whose source is named as an NFS export would be. With {@link TestExport} it is NFS.
     */
    @Test
    void disksInANetworkPoolAreCutRestoredAndMergedInThatPool() {
        try (LibvirtFixture fixture = new LibvirtFixture(HOST, hypervisor)) {
            String disk = NETWORK.resolve("disk.qcow2").toString();
            DomainRef domain = fixture.define(1, xml -> moveTo(disk, xml));
            fixture.write(domain, "vda", 0, "old");
            String old = fixture.digest(disk);
            Overlay first = new Overlay("vda", NETWORK.resolve("first.qcow2").toString(), disk);
            hypervisor.cut(domain, List.of(first), false);
            fixture.write(domain, "vda", 0, "new");
            String changed = fixture.digest(first.path());

            Overlay back = new Overlay("vda", NETWORK.resolve("back.qcow2").toString(), disk);
            hypervisor.switchHeads(domain, List.of(back));
            assertThat(fixture.digest(back.path())).isEqualTo(old);
            Overlay again = new Overlay("vda", NETWORK.resolve("again.qcow2").toString(), first.path());
            hypervisor.switchHeads(domain, List.of(again));
            hypervisor.deleteVolume(domain.host(), back.path());
            hypervisor.merge(domain, new Merge("vda", disk, first.path(), again.path(), 0), percent -> {});
            HOST.virsh("start", "--paused", fixture.name(domain));
            hypervisor.merge(domain, new Merge("vda", disk, again.path(), null, 0), percent -> {});
            hypervisor.stop(domain, Duration.ZERO);

            assertThat(fixture.digest(disk)).isEqualTo(changed);
            assertThat(LibvirtGuests.chain(hypervisor, domain, "vda")).containsExactly(disk);
            assertThat(HOST.virsh("vol-list", POOL)).contains("disk.qcow2", "again.qcow2").doesNotContain("back.qcow2");
            assertThat(HOST.virsh("pool-list", "--name").lines().map(String::strip))
                    .contains(POOL)
                    .noneMatch(name -> name.startsWith("stillframe-"));
        } finally {
            emptyPool();
        }
    }

    /** As QEMU's user may be the only one who can open it: root is nobody on an export with root_squash. */
    @Test
    void aLayerInANetworkPoolBelongsToWhomTheFileBelowBelongsTo() {
        try (LibvirtFixture fixture = new LibvirtFixture(HOST, hypervisor)) {
            String disk = NETWORK.resolve("disk.qcow2").toString();
            DomainRef domain = fixture.define(1, xml -> moveTo(disk, xml));
            TestHost.run("chown", "64055:64056", disk);
            TestHost.run("chmod", "640", disk);
            Overlay top = new Overlay("vda", NETWORK.resolve("top.qcow2").toString(), disk);
            hypervisor.cut(domain, List.of(top), false);
            Overlay back = new Overlay("vda", NETWORK.resolve("back.qcow2").toString(), disk);
            hypervisor.switchHeads(domain, List.of(back));

            assertThat(TestHost.run("stat", "-c", "%u:%g %a", top.path(), back.path()).lines())
                    .containsExactly("64055:64056 640", "64055:64056 640");
            assertThat(fixture.digest(back.path())).isEqualTo(fixture.digest(disk));
        } finally {
            emptyPool();
        }
    }

    private static void moveTo(String disk, Element xml) {
        Element source = Xml.at(LibvirtFixture.disk(xml, "vda"), "source");
        TestHost.run("mv", Xml.attribute(source, "file"), disk);
        source.setAttribute("file", disk);
    }

    private static void emptyPool() {
        if (!TestExport.isGiven()) {
            TestHost.run("find", NETWORK.toString(), "-type", "f", "-delete");
            HOST.virsh("pool-refresh", POOL);
        }
    }
}
