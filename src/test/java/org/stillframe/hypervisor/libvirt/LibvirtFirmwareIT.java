package org.stillframe.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.stillframe.hypervisor.Blocker;
import org.stillframe.hypervisor.DiskInfo;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.Overlay;
import org.w3c.dom.Element;

/** UEFI variables of real domains, with the firmware of Debian's package ovmf. */
class LibvirtFirmwareIT extends LibvirtGuests {
    private static final Duration FIRMWARE_BOOTS = Duration.ofSeconds(90);
    /** Where libvirt puts the variables of its own accord; only the tests' libvirtd sees it under that path. */
    private static final String CHOSEN = "/var/lib/libvirt/qemu/nvram/";

    @BeforeAll
    static void requireFirmware() {
        assertThat(TestNvram.TEMPLATE).as("UEFI firmware of the package ovmf, which ./test installs").exists();
    }

    @Test
    void variablesThatTheFirmwareWroteAreBroughtBackAndTheReplacedOnesToo() throws IOException {
        DomainRef domain = fixture.newServerWithNvram();
        String own = head(domain, DiskInfo.NVRAM);
        String untouched = TestNvram.digest(own);
        Overlay disk = overlay(domain, "vda", "before");
        Overlay before = overlay(domain, DiskInfo.NVRAM, "before");
        hypervisor.cut(domain, List.of(disk, before), false);
        hypervisor.start(domain);
        await().atMost(FIRMWARE_BOOTS).until(() -> !TestNvram.digest(own).equals(untouched));
        Overlay running = overlay(domain, DiskInfo.NVRAM, "running");
        hypervisor.cut(domain, List.of(overlay(domain, "vda", "running"), running), false);
        hypervisor.stop(domain, Duration.ZERO);
        String written = TestNvram.digest(own);

        Overlay restored = copy(before.path(), "restored");
        hypervisor.switchHeads(domain, List.of(restored));
        assertThat(TestNvram.digest(restored.path())).isEqualTo(untouched);
        assertThat(TestNvram.digest(own)).isEqualTo(written);
        HOST.virsh("start", "--paused", fixture.name(domain));
        assertThat(HOST.virsh("dumpxml", fixture.name(domain))).contains(restored.path()).doesNotContain(own);
        hypervisor.stop(domain, Duration.ZERO);

        Overlay undone = copy(own, "undone");
        hypervisor.switchHeads(domain, List.of(undone));
        assertThat(TestNvram.digest(undone.path())).isEqualTo(written);
        assertThat(TestNvram.digest(before.path())).isEqualTo(untouched);
        assertThat(Files.size(Path.of(running.path()))).isEqualTo(Files.size(TestNvram.TEMPLATE));
        hypervisor.deleteVolume(domain.host(), own);
        assertThat(Path.of(own)).doesNotExist();
    }

    @Test
    void variablesWhoseFileLibvirtChoosesAreFoundWhileTheServerIsStopped() throws IOException {
        DomainRef domain = fixture.define(1, xml -> Xml.at(xml, "os").setAttribute("firmware", "efi"));
        String own = CHOSEN + fixture.name(domain) + "_VARS.fd";
        assertThat(hypervisor.inspect(domain).nvram()).as("never started").isNull();
        assertThat(hypervisor.inspect(domain).blockers()).isEmpty();
        cut(domain, "never-started");

        HOST.virsh("start", "--paused", fixture.name(domain));
        assertThat(head(domain, DiskInfo.NVRAM)).isEqualTo(own);
        assertThat(hypervisor.inspect(domain).blockers()).isEmpty();
        Overlay live = overlay(domain, DiskInfo.NVRAM, "live");
        hypervisor.cut(domain, List.of(overlay(domain, "vda", "live"), live), false);
        hypervisor.stop(domain, Duration.ZERO);
        assertThat(head(domain, DiskInfo.NVRAM)).isEqualTo(own);
        assertFails(Kind.FAILED, () -> hypervisor.deleteVolume(domain.host(), own));
        TestNvram.write(outside(own), 0, "kept");
        Overlay stopped = overlay(domain, DiskInfo.NVRAM, "stopped");
        hypervisor.cut(domain, List.of(overlay(domain, "vda", "stopped"), stopped), false);
        TestNvram.write(outside(own), 0, "replaced");

        Overlay restored = copy(stopped.path(), "restored");
        hypervisor.switchHeads(domain, List.of(restored));

        assertThat(head(domain, DiskInfo.NVRAM)).isEqualTo(restored.path());
        assertThat(TestNvram.read(outside(restored.path()), 0)).isEqualTo("kept");
        assertThat(TestNvram.read(outside(own), 0)).isEqualTo("replaced");
        assertThat(TestNvram.read(outside(live.path()), 0)).isNotEqualTo("kept");
        HOST.virsh("start", "--paused", fixture.name(domain));
        assertThat(HOST.virsh("dumpxml", fixture.name(domain))).contains(restored.path());
        assertThat(hypervisor.inspect(domain).blockers()).isEmpty();
        hypervisor.stop(domain, Duration.ZERO);
        hypervisor.deleteVolume(domain.host(), own);
        assertThat(Path.of(outside(own))).doesNotExist();
    }

    @Test
    void bytesThatLookLikeAnImageOverAFileOfTheHostAreCopiedAsTheyAre() throws IOException {
        DomainRef domain = fixture.newServerWithNvram();
        String own = head(domain, DiskInfo.NVRAM);
        TestHost.run("qemu-img", "create", "-q", "-f", "qcow2", "-u", "-b", "/etc/hostname", "-F", "raw", own, "528k");
        Files.write(Path.of(own), "the end".getBytes(), StandardOpenOption.APPEND);
        String digest = TestNvram.digest(own);
        Overlay copy = overlay(domain, DiskInfo.NVRAM, "copy");

        hypervisor.cut(domain, List.of(overlay(domain, "vda", "cut"), copy), false);
        Overlay restored = copy(copy.path(), "restored");
        hypervisor.switchHeads(domain, List.of(restored));

        assertThat(TestNvram.digest(copy.path())).isEqualTo(digest);
        assertThat(TestNvram.digest(restored.path())).isEqualTo(digest);
    }

    @Test
    void aPartOfACopyThatAKilledDaemonLeftIsMadeWholeBeforeTheSwitch() throws IOException {
        DomainRef domain = fixture.newServerWithNvram();
        String own = head(domain, DiskInfo.NVRAM);
        TestNvram.write(own, 0, "kept");
        Overlay restored = copy(own, "restored");
        Files.write(Path.of(restored.path()), new byte[100]);
        HOST.killDaemon();
        HOST.start();

        hypervisor.switchHeads(domain, List.of(restored));

        assertThat(head(domain, DiskInfo.NVRAM)).isEqualTo(restored.path());
        assertThat(TestNvram.digest(restored.path())).isEqualTo(TestNvram.digest(own));
    }

    @Test
    void variablesOnABlockDeviceAreRefused() {
        DomainRef domain = fixture.define(1, xml -> {
            Element os = Xml.at(xml, "os");
            TestNvram.addLoader(os);
            Xml.add(Xml.add(os, "nvram", "type", "block"), "source", "dev", "/dev/stillframe-test-absent");
        });
        String disk = head(domain, "vda");

        assertThat(hypervisor.inspect(domain).blockers())
                .singleElement()
                .extracting(Blocker::reason)
                .asString()
                .contains("UEFI variables", "block");
        assertFails(Kind.NOT_LAYERABLE, () -> cut(domain, "overlay"));
        assertThat(chain(domain, "vda")).containsExactly(disk);
    }

    private Overlay copy(String of, String name) {
        return new Overlay(DiskInfo.NVRAM, fixture.siblingPath(of, name), of);
    }

    /** The same file, as it is seen outside the mount namespace of the tests' libvirtd. */
    private static String outside(String path) {
        return path.replace("/var/lib/libvirt", HOST.disks().resolveSibling("libvirt").resolve("lib").toString());
    }
}
