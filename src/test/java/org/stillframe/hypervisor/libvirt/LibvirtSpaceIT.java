package org.stillframe.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.Merge;
import org.stillframe.hypervisor.Overlay;
import org.stillframe.hypervisor.StorageRoom;

/** What happens on a host whose storage is full: a small file system, which only root can mount. */
class LibvirtSpaceIT {
    private static final TestHost HOST = new TestHost(Path.of("target", "libvirt-space"));
    private static final Path SMALL = Path.of("target", "libvirt-space", "small").toAbsolutePath();
    private static LibvirtHypervisor hypervisor;

    @BeforeAll
    static void startHost() throws IOException {
        TestHost.requirePrograms();
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can mount a file system");
        Files.createDirectories(SMALL);
        TestHost.run("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", SMALL.toString());
        HOST.start();
        hypervisor = new LibvirtHypervisor(Thread::new);
    }

    @AfterAll
    static void stopHost() {
        if (hypervisor != null) {
            hypervisor.close();
            HOST.stop();
            TestHost.run("umount", SMALL.toString());
        }
    }

    @Test
    void aFullStorageIsToldAndEverythingCanBeRepeatedWhenThereIsRoom() {
        try (LibvirtFixture fixture = new LibvirtFixture(HOST, hypervisor)) {
            Path disk = SMALL.resolve("disk.qcow2");
            DomainRef domain = fixture.define(1, xml -> {
                String path = Xml.attribute(Xml.at(LibvirtFixture.disk(xml, "vda"), "source"), "file");
                TestHost.run("mv", path, disk.toString());
                Xml.at(LibvirtFixture.disk(xml, "vda"), "source").setAttribute("file", disk.toString());
            });
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
}
