package org.stillframe.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.stillframe.hypervisor.Blocker;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.Overlay;
import org.w3c.dom.Element;

/** What cannot be layered is refused on real domains, with the disk and the reason, before anything is touched. */
class LibvirtRefusalsIT extends LibvirtGuests {
    @Test
    void kindsOfDisksThatCannotBeLayeredAreEachNamedWithTheirReason() {
        DomainRef domain = fixture.define(3, xml -> {
            Element devices = Xml.at(xml, "devices");
            // libvirt lets only raw files be shared.
            Xml.at(LibvirtFixture.disk(xml, "vdb"), "driver").setAttribute("type", "raw");
            Xml.add(LibvirtFixture.disk(xml, "vdb"), "shareable");
            String separate = Xml.attribute(Xml.at(LibvirtFixture.disk(xml, "vdc"), "source"), "file");
            TestHost.run(
                    "qemu-img", "create", "-q", "-f", "qcow2", "-o", "data_file=" + separate + ".data", separate, "64M");
            Element block = Xml.add(devices, "disk", "type", "block", "device", "disk");
            Xml.add(block, "source", "dev", "/dev/null");
            Xml.add(block, "target", "dev", "vdd", "bus", "virtio");
            Xml.add(devices, "controller", "type", "scsi", "model", "virtio-scsi", "index", "0");
            Element passed = Xml.add(devices, "disk", "type", "block", "device", "lun");
            Xml.add(passed, "source", "dev", "/dev/null");
            Xml.add(passed, "target", "dev", "sda", "bus", "scsi");
            Element hostdev = Xml.add(devices, "hostdev", "mode", "subsystem", "type", "scsi");
            Element source = Xml.add(hostdev, "source");
            Xml.add(source, "adapter", "name", "scsi_host0");
            Xml.add(source, "address", "bus", "0", "target", "0", "unit", "0");
        });

        assertThat(hypervisor.inspect(domain).blockers())
                .extracting(Blocker::reason)
                .containsExactlyInAnyOrder(
                        "The domain uses a SCSI device of the host directly.",
                        "Disk vdb is shared between domains.",
                        "Disk vdc keeps its data in a second file (data_file), apart from its qcow2 file.",
                        "Disk vdd is a raw block device; only disks in files can be layered.",
                        "Disk sda is a SCSI device passed through to the guest.");
        assertThat(hypervisor.inspect(domain).blockers())
                .filteredOn(blocker -> blocker.disk() != null)
                .allSatisfy(blocker -> assertThat(blocker.reason()).startsWith("Disk " + blocker.disk() + " "));
        assertRefused(domain);
    }

    @Test
    void aTransientDomainIsRefused() throws IOException {
        DomainRef domain = fixture.newServerWithoutAgent();
        String name = fixture.name(domain);
        Path xml = Files.createTempFile("stillframe", ".xml");
        Files.writeString(xml, HOST.virsh("dumpxml", name));
        HOST.virsh("undefine", name);
        HOST.virsh("create", "--paused", xml.toString());
        Files.delete(xml);

        assertBlocked(domain, null, "The domain is transient");
        assertRefused(domain);
        assertThat(hypervisor.domains(fixture.host())).isEmpty();
    }

    @Test
    void aRunningBackupIsRefusedUntilItEnds() throws IOException {
        DomainRef domain = fixture.newServerWithoutAgent();
        String name = fixture.name(domain);
        Path socket = HOST.disks().resolve("backup.sock");
        Path request = Files.createTempFile("stillframe", ".xml");
        Files.writeString(
                request,
                "<domainbackup mode='pull'><server transport='unix' socket='" + socket + "'/><disks><disk name='vda'"
                        + " backup='yes' type='file'><scratch file='" + HOST.disks().resolve("scratch.qcow2") + "'/></disk>"
                        + "</disks></domainbackup>");
        HOST.virsh("start", "--paused", name);
        HOST.virsh("backup-begin", name, request.toString());
        Files.delete(request);

        assertBlocked(domain, "vda", "Disk vda is being copied by a job that is not ours");
        assertRefused(domain);

        HOST.virsh("domjobabort", name);
        assertThat(hypervisor.inspect(domain).blockers()).isEmpty();
        cut(domain, "after-the-backup");
    }

    @Test
    void aBlockCopyIsRefusedUntilItEnds() {
        DomainRef domain = fixture.newServerWithoutAgent();
        String name = fixture.name(domain);
        HOST.virsh("start", "--paused", name);
        HOST.virsh("blockcopy", name, "vda", HOST.disks().resolve("mirror.qcow2").toString(), "--transient-job");

        assertBlocked(domain, "vda", "Disk vda is being copied by a job that is not ours");
        assertRefused(domain);

        HOST.virsh("blockjob", name, "vda", "--abort");
        assertThat(hypervisor.inspect(domain).blockers()).isEmpty();
        cut(domain, "after-the-copy");
    }

    @Test
    void aSavedMemoryImageIsRefusedUntilItIsGone() {
        DomainRef domain = fixture.newServerWithoutAgent();
        String name = fixture.name(domain);
        HOST.virsh("start", "--paused", name);
        HOST.virsh("managedsave", "--paused", name);

        assertBlocked(domain, null, "The domain has a saved memory image");
        assertRefused(domain);

        HOST.virsh("managedsave-remove", name);
        cut(domain, "after-the-image");
    }

    private static void assertBlocked(DomainRef domain, String disk, String reason) {
        assertThat(hypervisor.inspect(domain).blockers()).singleElement().satisfies(blocker -> {
            assertThat(blocker.disk()).isEqualTo(disk);
            assertThat(blocker.reason()).startsWith(reason).endsWith(".").doesNotContain("/");
        });
    }

    /** Neither a cut nor a switch leaves a trace: no file, and the same definition. */
    private void assertRefused(DomainRef domain) {
        String head = head(domain, "vda");
        String definition = HOST.virsh("dumpxml", fixture.name(domain));
        Set<String> files = files();
        List<Overlay> overlays = List.of(overlay(domain, "vda", "refused"));

        assertFails(Kind.NOT_LAYERABLE, () -> hypervisor.cut(domain, overlays, false));
        Kind switching = definition.contains("<domain type='qemu' id=") || definition.contains("<domain type='kvm' id=")
                ? Kind.WRONG_STATE
                : Kind.NOT_LAYERABLE;
        assertFails(switching, () -> hypervisor.switchHeads(domain, overlays));

        assertThat(head(domain, "vda")).isEqualTo(head);
        assertThat(HOST.virsh("dumpxml", fixture.name(domain))).isEqualTo(definition);
        assertThat(files()).isEqualTo(files);
    }

    private static Set<String> files() {
        try (Stream<Path> files = Files.list(HOST.disks())) {
            return files.map(Path::toString).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
