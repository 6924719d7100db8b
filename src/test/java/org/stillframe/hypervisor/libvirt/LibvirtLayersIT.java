package org.stillframe.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stillframe.hypervisor.Blocker;
import org.stillframe.hypervisor.Consistency;
import org.stillframe.hypervisor.DiskInfo;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.HostInfo;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.Merge;
import org.stillframe.hypervisor.Overlay;
import org.stillframe.hypervisor.PowerState;
import org.w3c.dom.Element;

/** Layers as libvirt keeps them: definitions, pools, kinds of disks. */
class LibvirtLayersIT extends LibvirtGuests {
    @Test
    void presentAndPersistentDefinitionAgreeAfterEveryCall() {
        DomainRef domain = fixture.newServer(1);
        String root = head(domain, "vda");
        String first = cut(domain, "first");
        assertDefinitions(domain, first);

        hypervisor.start(domain);
        assertDefinitions(domain, first);
        String second = cut(domain, "second");
        assertDefinitions(domain, second);
        hypervisor.merge(domain, new Merge("vda", root, first, second, 0), percent -> {});
        assertDefinitions(domain, second);
        hypervisor.merge(domain, new Merge("vda", root, second, null, 0), percent -> {});
        assertDefinitions(domain, root);
        String third = cut(domain, "third");
        hypervisor.stop(domain, Duration.ZERO);
        assertDefinitions(domain, third);

        hypervisor.merge(domain, new Merge("vda", root, third, null, 0), percent -> {});
        assertDefinitions(domain, root);
        Overlay back = new Overlay("vda", fixture.siblingPath(root, "back"), root);
        hypervisor.switchHeads(domain, List.of(back));
        assertDefinitions(domain, back.path());
    }

    private void assertDefinitions(DomainRef domain, String head) {
        for (String which : List.of("--security-info", "--inactive")) {
            Element disk = LibvirtFixture.disk(Xml.parse(HOST.virsh("dumpxml", which, fixture.name(domain))), "vda");
            assertThat(Xml.attribute(Xml.at(disk, "source"), "file")).as(which).isEqualTo(head);
            assertThat(Xml.attribute(Xml.at(disk, "driver"), "type")).isEqualTo("qcow2");
            assertThat(Xml.attribute(Xml.at(disk, "driver"), "discard")).isEqualTo("unmap");
            if (which.equals("--inactive")) {
                assertThat(Xml.at(disk, "backingStore")).isNull();
            }
        }
    }

    @Test
    void allDisksAreCutAtOneInstant() {
        DomainRef domain = fixture.newServer(2);
        List<Overlay> overlays = List.of(overlay(domain, "vda", "over-a"), overlay(domain, "vdb", "over-b"));
        hypervisor.start(domain);
        fixture.inGuest(domain, "(i=0; while true; do i=$((i+1)); for d in vda vdb; do"
                + " printf %s $i | dd of=/dev/$d bs=4096 count=1 conv=sync,notrunc oflag=direct seek="
                + TestDisk.slotOffset(0) / TestDisk.BLOCK + "; done; done) >/dev/null 2>&1 & sleep 1");

        hypervisor.cut(domain, overlays, false);

        int first = Integer.parseInt(TestDisk.read(overlays.get(0).backing(), 0));
        int second = Integer.parseInt(TestDisk.read(overlays.get(1).backing(), 0));
        assertThat(first).isPositive();
        assertThat(first - second).as("writes that only the first disk has seen").isBetween(0, 1);
    }

    @Test
    void aQuiescedCutHoldsWhatTheGuestHadNotYetWrittenOut() {
        DomainRef domain = fixture.newServer(1);
        Overlay overlay = overlay(domain, "vda", "overlay");
        hypervisor.start(domain);
        fixture.inGuest(domain, "echo only-in-memory >/data/late");
        assertThat(TestDisk.holds(overlay.backing(), "only-in-memory")).as("before the cut").isFalse();

        assertThat(hypervisor.cut(domain, List.of(overlay), true)).isEqualTo(Consistency.APPLICATION);

        assertThat(TestDisk.holds(overlay.backing(), "only-in-memory")).as("frozen").isTrue();
    }

    @Test
    void filesThatAnInterruptedCutLeftAreMadeAnew() {
        DomainRef domain = fixture.newServer(1);
        fixture.write(domain, "vda", 0, "kept");
        Overlay stopped = overlay(domain, "vda", "stopped");
        TestHost.run("qemu-img", "create", "-q", "-f", "qcow2", stopped.path(), "1M");
        assertThat(hypervisor.cut(domain, List.of(stopped), false)).isEqualTo(Consistency.OFFLINE);
        assertThat(fixture.read(domain, "vda", 0)).isEqualTo("kept");

        hypervisor.start(domain);
        Overlay live = overlay(domain, "vda", "live");
        TestHost.run("qemu-img", "create", "-q", "-f", "qcow2", live.path(), "1M");
        assertThat(hypervisor.cut(domain, List.of(live), false)).isEqualTo(Consistency.CRASH);
        assertThat(chain(domain, "vda")).containsExactly(live.path(), stopped.path(), stopped.backing());
    }

    @Test
    void aFileThatOnlyAnotherFileStandsOnIsNotDeleted() {
        DomainRef domain = fixture.newServer(1);
        String base = head(domain, "vda") + ".base & more";
        String top = head(domain, "vda") + ".top";
        TestHost.run("qemu-img", "create", "-q", "-f", "qcow2", base, "1M");
        TestHost.run("qemu-img", "create", "-q", "-f", "qcow2", "-b", base, "-F", "qcow2", top);

        assertFails(Kind.FAILED, () -> hypervisor.deleteVolume(fixture.host(), base));

        hypervisor.deleteVolume(fixture.host(), top);
        hypervisor.deleteVolume(fixture.host(), base);
        assertThat(hypervisor.volume(fixture.host(), base)).isNull();
    }

    @Test
    void aFileThatAnotherDomainUsesIsNeitherReplacedNorDeleted() {
        DomainRef other = fixture.newServer(1);
        DomainRef domain = fixture.newServer(1);
        fixture.write(other, "vda", 0, "mine");
        String root = head(domain, "vda");
        String taken = head(other, "vda");

        assertFails(Kind.FAILED, () -> hypervisor.cut(domain, List.of(new Overlay("vda", taken, root)), false));
        assertFails(Kind.FAILED, () -> hypervisor.deleteVolume(fixture.host(), taken));

        String overlay = cut(other, "overlay");
        assertFails(Kind.FAILED, () -> hypervisor.deleteVolume(fixture.host(), taken));
        assertThat(fixture.read(other, "vda", 0)).isEqualTo("mine");
        assertThat(chain(other, "vda")).containsExactly(overlay, taken);
    }

    @Test
    void aDirectoryOutsideEveryPoolGetsOne() throws IOException {
        Path directory = Files.createDirectories(HOST.disks().resolveSibling("elsewhere"));
        Path disk = directory.resolve("disk.qcow2");
        DomainRef domain = fixture.define(1, xml -> {
            TestHost.run("mv", Xml.attribute(Xml.at(LibvirtFixture.disk(xml, "vda"), "source"), "file"), disk.toString());
            Xml.at(LibvirtFixture.disk(xml, "vda"), "source").setAttribute("file", disk.toString());
        });
        fixture.write(domain, "vda", 0, "kept");

        String overlay = cut(domain, "elsewhere-overlay");

        assertThat(chain(domain, "vda")).containsExactly(overlay, disk.toString());
        assertThat(fixture.read(domain, "vda", 0)).isEqualTo("kept");
        List<String> made = hypervisor.describe(fixture.host()).pools().stream()
                .map(HostInfo.Pool::name)
                .filter(name -> name.startsWith("stillframe-"))
                .toList();
        assertThat(made).hasSize(1);

        HOST.virsh("pool-destroy", made.get(0));
        assertThat(chain(domain, "vda")).containsExactly(overlay, disk.toString());

        HOST.virsh("pool-destroy", made.get(0));
        HOST.virsh("pool-undefine", made.get(0));
        TestHost.run("rm", "-r", directory.toString());
        assertThat(hypervisor.inspect(domain).blockers()).extracting(Blocker::disk).containsExactly("vda");
    }

    @Test
    void disksThatCannotBeLayeredAreNamed() {
        DomainRef domain = fixture.define(2, xml -> {
            Xml.add(LibvirtFixture.disk(xml, "vdb"), "readonly");
            Element devices = Xml.at(xml, "devices");
            Element block = Xml.add(devices, "disk", "type", "block", "device", "disk");
            Xml.add(block, "source", "dev", "/dev/null");
            Xml.add(block, "target", "dev", "vdc", "bus", "virtio");
            Element network = Xml.add(devices, "disk", "type", "network", "device", "disk");
            Xml.add(Xml.add(network, "source", "protocol", "nbd"), "host", "name", "127.0.0.1", "port", "1");
            Xml.add(network, "target", "dev", "vdd", "bus", "virtio");
        });
        String root = head(domain, "vda");
        Overlay overlay = overlay(domain, "vda", "overlay");

        assertThat(hypervisor.inspect(domain).blockers())
                .extracting(Blocker::disk)
                .containsExactly("vdb", "vdc", "vdd");
        assertThat(hypervisor.inspect(domain).blockers())
                .allSatisfy(blocker -> assertThat(blocker.reason()).contains(blocker.disk()).doesNotContain("/"));
        assertFails(Kind.NOT_LAYERABLE, () -> hypervisor.cut(domain, List.of(overlay), false));
        assertFails(Kind.NOT_LAYERABLE, () -> hypervisor.switchHeads(domain, List.of(overlay)));
        assertThat(chain(domain, "vda")).containsExactly(root);
        assertThat(hypervisor.volume(fixture.host(), overlay.path())).isNull();
    }

    @Test
    void aHeaderThatTheGuestWroteIntoItsRawDiskIsNotBelieved() {
        DomainRef domain = fixture.define(1, xml -> {
            Element disk = LibvirtFixture.disk(xml, "vda");
            String path = Xml.attribute(Xml.at(disk, "source"), "file");
            TestHost.run("rm", path);
            TestHost.run("qemu-img", "create", "-q", "-f", "qcow2", "-u", "-b", "/etc/hostname", "-F", "raw", path, "64M");
            Xml.at(disk, "driver").setAttribute("type", "raw");
        });
        String root = head(domain, "vda");

        String overlay = cut(domain, "overlay");

        assertThat(chain(domain, "vda")).containsExactly(overlay, root);
        assertThat(hypervisor.inspect(domain).disks().get(0).chain().get(1).format()).isEqualTo("raw");
        assertThat(TestHost.run("qemu-img", "info", overlay)).contains("backing file format: raw");
        hypervisor.start(domain);
        assertThat(chain(domain, "vda")).containsExactly(overlay, root);
    }

    @Test
    void mediaInDrivesAreLeftAlone() {
        String image = HOST.disks().resolve("image.iso").toString();
        TestHost.run("truncate", "-s", "1M", image);
        DomainRef domain = fixture.define(1, xml -> {
            Element devices = Xml.at(xml, "devices");
            Element full = Xml.add(devices, "disk", "type", "file", "device", "cdrom");
            Xml.add(full, "source", "file", image);
            Xml.add(full, "target", "dev", "hda", "bus", "ide");
            Xml.add(Xml.add(devices, "disk", "type", "file", "device", "cdrom"), "target", "dev", "hdb", "bus", "ide");
        });
        assertThat(hypervisor.inspect(domain).blockers()).isEmpty();
        assertThat(hypervisor.inspect(domain).disks()).extracting(DiskInfo::target).containsExactly("vda");
        hypervisor.start(domain);

        String overlay = cut(domain, "overlay");

        assertThat(head(domain, "vda")).isEqualTo(overlay);
        assertThat(HOST.virsh("domblklist", fixture.name(domain))).contains(image);
    }

    @Test
    void aSavedMemoryImageAndADiskOnlyHotPluggedAreInTheWay() {
        DomainRef domain = fixture.newServer(1);
        String name = fixture.name(domain);
        hypervisor.start(domain);
        String extra = HOST.disks().resolve("extra.qcow2").toString();
        TestDisk.create(Path.of(extra));
        HOST.virsh("attach-disk", name, extra, "vdb", "--subdriver", "qcow2", "--live");
        assertThat(hypervisor.inspect(domain).blockers()).extracting(Blocker::disk).containsExactly("vdb");
        HOST.virsh("detach-disk", name, "vdb", "--live");

        HOST.virsh("managedsave", name);

        assertThat(hypervisor.inspect(domain).state()).isEqualTo(PowerState.STOPPED);
        assertThat(hypervisor.inspect(domain).blockers()).hasSize(1);
        assertFails(Kind.NOT_LAYERABLE, () -> cut(domain, "overlay"));
        HOST.virsh("managedsave-remove", name);
        assertThat(hypervisor.inspect(domain).blockers()).isEmpty();
    }

    @Test
    void filesThatDoNotStandOnEachOtherAreNotMerged() {
        DomainRef domain = fixture.newServer(1);
        String root = head(domain, "vda");
        String first = cut(domain, "first");
        String second = cut(domain, "second");
        String digest = fixture.digest(root);

        assertFails(Kind.FAILED, () -> hypervisor.merge(domain, new Merge("vda", root, second, null, 0), percent -> {}));
        hypervisor.start(domain);
        assertFails(Kind.FAILED, () -> hypervisor.merge(domain, new Merge("vda", root, second, null, 0), percent -> {}));

        assertThat(chain(domain, "vda")).containsExactly(second, first, root);
        assertThat(fixture.digest(root)).isEqualTo(digest);
    }
}
