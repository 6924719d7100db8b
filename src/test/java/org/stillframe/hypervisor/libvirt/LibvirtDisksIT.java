package org.stillframe.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stillframe.hypervisor.DiskInfo;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Merge;
import org.stillframe.hypervisor.Overlay;
import org.w3c.dom.Element;

/**
 * Every kind of disk goes through create, restore, reclaim and merge, all of them together in one server, so that they are
 * frozen at one instant too. What each file reads as is known by its SHA-256. The guest's processor never runs.
 */
class LibvirtDisksIT extends LibvirtGuests {
    private static final int FIRST = 0x11;
    private static final int SECOND = 0x22;
    private static final int THIRD = 0x33;
    private static final int BLOCK = 4096;

    private static final List<ImageKind> KINDS = List.of(
            ImageKind.qcow2("vda", 4 * MIB + 12 * 1024, "compat=1.1"),
            ImageKind.raw("vdb", 4 * MIB + 512),
            ImageKind.raw("vdc", 4 * MIB + 396),
            ImageKind.raw("vdd", 4 * MIB).withBlocksOf(BLOCK).named("comma, space 'quote' \"quotes\" & é.img"),
            ImageKind.qcow2("vde", 4 * MIB, "cluster_size=4096,compat=0.10").withBlocksOf(BLOCK),
            ImageKind.qcow2("vdf", 4 * MIB, "cluster_size=2M,lazy_refcounts=on"),
            ImageKind.qcow2("vdg", 4 * MIB, "cluster_size=128k,extended_l2=on"),
            ImageKind.qcow2("vdh", 4 * MIB, "cluster_size=64k")
                    .andThen("qemu-io -f qcow2 -c 'write -P 7 0 1M' \"$0\" && qemu-img snapshot -c kept \"$0\""),
            ImageKind.raw("vdi", 4 * MIB)
                    .named("compressed.qcow2")
                    .andThen("qemu-io -f raw -c 'write -P 8 0 2M' \"$0\" && mv \"$0\" plain"
                            + " && qemu-img convert -c -f raw -O qcow2 -o compression_type=zstd plain \"$0\" && rm plain")
                    .read("qcow2"),
            new ImageKind("vdj", "qcow2", "over-others.qcow2", 512, ""
                    + "truncate -s 4M others.img && qemu-io -f raw -c 'write -P 9 0 3M' others.img"
                    + " && qemu-img create -q -f qcow2 -b \"$PWD/others.img\" -F raw others.qcow2"
                    + " && qemu-io -f qcow2 -c 'write -P 10 1M 1M' others.qcow2"
                    + " && qemu-img create -q -f qcow2 -b \"$PWD/others.qcow2\" -F qcow2 \"$0\""));

    /** Outside of every pool, and as odd as a path may be. */
    private final Path directory = HOST.disks().resolveSibling("odd, 'dir' & more");

    @AfterEach
    void removeDirectory() {
        TestHost.run("rm", "-rf", directory.toString());
    }

    @Test
    void everyKindOfDiskKeepsItsContentThroughCutsRestoreAndMerges() throws IOException {
        DomainRef domain = define(KINDS);
        Map<String, String> roots = each(kind -> root(kind));
        Map<String, Long> sizes = each(kind -> size(root(kind), kind.format()));
        write(roots, FIRST);
        Map<String, String> first = each(kind -> TestDisk.digest(root(kind), kind.format()));
        String others = othersDigest();
        String internal = internalDigest();

        Map<String, String> ones = cutAll(domain, "one");
        assertThat(each(kind -> size(ones.get(kind.target()), "qcow2"))).isEqualTo(sizes);
        write(ones, SECOND);
        start(domain);
        Map<String, String> twos = cutAll(domain, "two");
        hypervisor.stop(domain, Duration.ZERO);
        assertThat(each(kind -> size(twos.get(kind.target()), "qcow2"))).isEqualTo(sizes);
        write(twos, THIRD);
        Map<String, String> second = digests(ones);
        Map<String, String> third = digests(twos);
        assertThat(each(kind -> TestDisk.digest(root(kind), kind.format()))).isEqualTo(first);

        Map<String, String> backs = switchTo(domain, "back", roots);
        assertThat(digests(backs)).isEqualTo(first);
        Map<String, String> heads = switchTo(domain, "head", twos);
        backs.values().forEach(path -> hypervisor.deleteVolume(domain.host(), path));

        merge(domain, roots, ones, twos);
        assertThat(each(kind -> TestDisk.digest(root(kind), kind.format()))).isEqualTo(second);
        assertThat(digests(twos)).isEqualTo(third);
        start(domain);
        merge(domain, roots, twos, heads);
        merge(domain, roots, heads, null);
        hypervisor.stop(domain, Duration.ZERO);

        assertThat(each(kind -> TestDisk.digest(root(kind), kind.format()))).isEqualTo(third);
        assertThat(each(kind -> size(root(kind), kind.format()))).isEqualTo(sizes);
        for (ImageKind kind : KINDS) {
            DiskInfo disk = hypervisor.inspect(domain).disk(kind.target()).orElseThrow();
            assertThat(disk.head().path()).isEqualTo(root(kind));
            assertThat(disk.head().format()).as(kind.target()).isEqualTo(kind.format());
        }
        assertThat(othersDigest()).as("files made by others").isEqualTo(others);
        assertThat(internalDigest()).as("internal snapshot").isEqualTo(internal);
    }

    private DomainRef define(List<ImageKind> kinds) throws IOException {
        Files.createDirectories(directory);
        for (ImageKind kind : kinds) {
            TestHost.run("sh", "-c", "cd \"$1\" && " + kind.script(), root(kind), directory.toString());
        }
        return fixture.define(1, xml -> {
            Element devices = Xml.at(xml, "devices");
            Xml.children(devices, "disk").forEach(devices::removeChild);
            for (ImageKind kind : kinds) {
                Element disk = Xml.add(devices, "disk", "type", "file", "device", "disk");
                Xml.add(disk, "driver", "name", "qemu", "type", kind.format());
                Xml.add(disk, "source", "file", root(kind));
                String bytes = Integer.toString(kind.blockBytes());
                Xml.add(disk, "blockio", "logical_block_size", bytes, "physical_block_size", bytes);
                Xml.add(disk, "target", "dev", kind.target(), "bus", "virtio");
            }
        });
    }

    private String root(ImageKind kind) {
        return directory.resolve(kind.file()).toString();
    }

    private void start(DomainRef domain) {
        HOST.virsh("start", "--paused", fixture.name(domain));
    }

    private static <T> Map<String, T> each(Function<ImageKind, T> value) {
        Map<String, T> values = new TreeMap<>();
        KINDS.forEach(kind -> values.put(kind.target(), value.apply(kind)));
        return values;
    }

    /** Freezes all disks at once. */
    private Map<String, String> cutAll(DomainRef domain, String name) {
        List<Overlay> overlays = KINDS.stream()
                .map(kind -> new Overlay(kind.target(), path(name, kind.target()), head(domain, kind.target())))
                .toList();
        hypervisor.cut(domain, overlays, false);
        return each(kind -> path(name, kind.target()));
    }

    private Map<String, String> switchTo(DomainRef domain, String name, Map<String, String> backings) {
        hypervisor.switchHeads(
                domain,
                backings.keySet().stream()
                        .map(target -> new Overlay(target, path(name, target), backings.get(target)))
                        .toList());
        return each(kind -> path(name, kind.target()));
    }

    private String path(String name, String target) {
        return directory.resolve(name + ", " + target + " & 'co'.qcow2").toString();
    }

    private static void merge(
            DomainRef domain, Map<String, String> bases, Map<String, String> tops, Map<String, String> children) {
        for (String target : bases.keySet()) {
            String child = children == null ? null : children.get(target);
            Merge merge = new Merge(target, bases.get(target), tops.get(target), child, 0);
            hypervisor.merge(domain, merge, percent -> {});
            hypervisor.deleteVolume(domain.host(), tops.get(target));
        }
    }

    /** At the front, in the middle across clusters, and to the very end. */
    private static void write(Map<String, String> files, int pattern) {
        for (ImageKind kind : KINDS) {
            String file = files.get(kind.target());
            String format = file.contains("'co'") ? "qcow2" : kind.format();
            long end = size(file, format) / 512 * 512;
            long shift = pattern * 64L * 512;
            TestHost.run(
                    "qemu-io", "-f", format,
                    "-c", "write -P " + pattern + " 0 " + shift,
                    "-c", "write -P " + pattern + " " + (MIB + shift) + " 100k",
                    "-c", "write -P " + pattern + " " + (end - shift / 8) + " " + shift / 8,
                    file);
        }
    }

    private static Map<String, String> digests(Map<String, String> files) {
        return each(kind -> TestDisk.digest(files.get(kind.target()), "qcow2"));
    }

    /** What the guest sees as the disk's size, in bytes. */
    private static long size(String file, String format) {
        String info = TestHost.run("qemu-img", "info", "-U", "-f", format, "--output=json", file);
        return Long.parseLong(info.replaceAll("(?s).*\"virtual-size\": (\\d+).*", "$1"));
    }

    private String othersDigest() {
        return TestHost.run("sh", "-c", "cd \"$0\" && sha256sum others.img others.qcow2", directory.toString());
    }

    private String internalDigest() {
        return TestHost.run(
                "sh", "-c", "qemu-img convert -l kept -f qcow2 -O raw \"$0\" \"$0.kept\" && sha256sum <\"$0.kept\"",
                directory.resolve("qcow2-vdh.qcow2").toString());
    }
}
