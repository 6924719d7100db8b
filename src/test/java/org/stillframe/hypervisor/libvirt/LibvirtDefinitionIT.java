package org.stillframe.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.stillframe.hypervisor.DiskInfo;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Merge;
import org.stillframe.hypervisor.Overlay;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;

/** Nothing of a domain's definition is lost: it holds before and after the same elements, but for heads and nvram. */
class LibvirtDefinitionIT extends LibvirtGuests {
    private static final Path DEFINITION = Path.of("src", "test", "resources", "libvirt", "rich-domain.xml");
    /** What needs control groups, which the tests' libvirtd does without: it can be defined, not started. */
    private static final String TUNING =
            """
            <cputune><shares>2048</shares><vcpupin vcpu='0' cpuset='0'/><emulatorpin cpuset='0'/>
              <iothreadpin iothread='1' cpuset='0'/></cputune>
            <memtune><hard_limit unit='MiB'>1024</hard_limit><soft_limit unit='MiB'>512</soft_limit></memtune>
            <blkiotune><weight>500</weight></blkiotune>
            <numatune><memory mode='strict' nodeset='0'/></numatune>
            """;

    private static final String TPM =
            "<tpm model='tpm-tis'><backend type='passthrough'><device path='/dev/tpm9'/></backend></tpm>";
    private static final List<String> DISKS = List.of("vda", "sda");

    @BeforeAll
    static void requireFirmware() {
        assertThat(TestNvram.TEMPLATE).as("UEFI firmware of the package ovmf, which ./test installs").exists();
    }

    @Test
    void nothingIsLostWhileTheServerIsStopped() throws IOException {
        DomainRef domain = defineRich(TUNING, TPM);
        List<String> before = definition(domain);
        assertThat(before)
                .as("libvirt kept the rich definition")
                .contains(
                        "/domain/devices/graphics @passwd=se&cret",
                        "/domain/memtune/hard_limit =1048576",
                        "/domain/devices/tpm/backend/device @path=/dev/tpm9",
                        "/domain/qemu:commandline/qemu:arg @value=name=opt/example,string=a,,b & c")
                .hasSizeGreaterThan(200);
        List<Overlay> originals = present(domain, "cut");

        hypervisor.cut(domain, originals, false);
        assertSame(domain, before);
        List<Overlay> restored = restore(domain, originals);
        assertSame(domain, before);
        for (Overlay replaced : Overlay.ofDisks(originals)) {
            hypervisor.deleteVolume(domain.host(), replaced.path());
        }
        for (Overlay head : Overlay.ofDisks(restored)) {
            hypervisor.merge(domain, new Merge(head.target(), head.backing(), head.path(), null, 0), percent -> {});
        }

        assertThat(withoutNvram(definition(domain))).as("the heads are the first files").isEqualTo(withoutNvram(before));
    }

    @Test
    void nothingIsLostWhileTheServerRuns() throws IOException {
        DomainRef domain = defineRich("", "");
        List<String> before = definition(domain);
        List<Overlay> originals = present(domain, "cut");
        HOST.virsh("start", "--paused", fixture.name(domain));

        hypervisor.cut(domain, originals, false);
        assertSame(domain, before);
        for (Overlay head : Overlay.ofDisks(originals)) {
            hypervisor.merge(domain, new Merge(head.target(), head.backing(), head.path(), null, 0), percent -> {});
        }
        assertThat(definition(domain)).isEqualTo(before);

        List<Overlay> again = present(domain, "again");
        hypervisor.cut(domain, again, false);
        hypervisor.stop(domain, Duration.ZERO);
        restore(domain, again);
        assertSame(domain, before);
        HOST.virsh("start", "--paused", fixture.name(domain));
        assertThat(HOST.virsh("dumpxml", "--security-info", fixture.name(domain))).contains("se&amp;cret", "ua-first");
    }

    private DomainRef defineRich(String tuning, String tpm) throws IOException {
        UUID uuid = UUID.randomUUID();
        String name = "rich-" + uuid.toString().substring(0, 8);
        Path disks = HOST.disks();
        TestHost.run("qemu-img", "create", "-q", "-f", "qcow2", disks.resolve(name + "-vda.qcow2").toString(), "8M");
        for (String file : List.of(name + "-raw.img", name + ".iso")) {
            TestHost.run("truncate", "-s", "8M", disks.resolve(file).toString());
        }
        TestNvram.create(disks.resolve(name + "-vars.fd"));
        return fixture.define(name, Files.readString(DEFINITION)
                .replace("@TYPE@", TestHost.run("cut", "-d", " ", "-f", "1", HOST.state("accelerator")))
                .replace("@NAME@", name)
                .replace("@UUID@", uuid.toString())
                .replace("@DISKS@", disks.toString())
                .replace("@TUNING@", tuning)
                .replace("@TPM@", tpm));
    }

    /** An overlay for every disk and the nvram, on what they are now. */
    private List<Overlay> present(DomainRef domain, String name) {
        List<Overlay> overlays = new ArrayList<>();
        for (DiskInfo disk : hypervisor.inspect(domain).disksAndNvram()) {
            String extension = disk.isNvram() ? ".fd" : ".qcow2";
            String path = HOST.disks().resolve(name + "-" + disk.target() + extension).toString();
            overlays.add(new Overlay(disk.target(), path, disk.head().path()));
        }
        assertThat(overlays).extracting(Overlay::target).containsExactly("vda", "sda", DiskInfo.NVRAM);
        return overlays;
    }

    /** Goes back to what the overlays froze. */
    private List<Overlay> restore(DomainRef domain, List<Overlay> cut) {
        List<Overlay> heads = cut.stream()
                .map(overlay -> new Overlay(
                        overlay.target(),
                        overlay.path().replace("disks/", "disks/back-"),
                        overlay.isNvram() ? overlay.path() : overlay.backing()))
                .toList();
        hypervisor.switchHeads(domain, heads);
        return heads;
    }

    private void assertSame(DomainRef domain, List<String> before) {
        assertThat(withoutHeads(definition(domain))).isEqualTo(withoutHeads(before));
    }

    private static List<String> withoutNvram(List<String> lines) {
        return lines.stream().filter(line -> !line.startsWith("/domain/os/nvram =")).toList();
    }

    /** Without the files and formats of the two disks, of which there are as many lines whatever the heads are. */
    private static List<String> withoutHeads(List<String> lines) {
        return withoutNvram(lines).stream()
                .map(line -> line.replaceFirst("(disk\\[(vda|sda)]/source @file=).*", "$1"))
                .map(line -> line.replaceFirst("(disk\\[(vda|sda)]/driver @type=).*", "$1"))
                .toList();
    }

    private List<String> definition(DomainRef domain) {
        List<String> lines = new ArrayList<>();
        Element root = Xml.parse(HOST.virsh("dumpxml", "--inactive", "--security-info", fixture.name(domain)));
        list(root, "", lines);
        return lines;
    }

    /** One line for each element, attribute and text, in the definition's order. */
    private static void list(Element element, String parent, List<String> lines) {
        String path = parent + "/" + element.getTagName();
        String target = Xml.attribute(Xml.at(element, "target"), "dev");
        if (target != null && DISKS.contains(target)) {
            path += "[" + target + "]";
        }
        lines.add(path);
        NamedNodeMap attributes = element.getAttributes();
        for (int i = 0; i < attributes.getLength(); i++) {
            lines.add(path + " @" + attributes.item(i).getNodeName() + "=" + attributes.item(i).getNodeValue());
        }
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child) {
                list(child, path, lines);
            } else if (!node.getTextContent().isBlank()) {
                lines.add(path + " =" + node.getTextContent());
            }
        }
    }
}
