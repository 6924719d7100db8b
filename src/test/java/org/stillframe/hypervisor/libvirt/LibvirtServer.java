package org.stillframe.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.Domain.BlockCommitFlags;
import org.libvirt.LibvirtException;
import org.stillframe.hypervisor.Digest;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.hypervisor.LayeredServer;
import org.stillframe.hypervisor.Merge;
import org.stillframe.layer.LayeredHost;
import org.w3c.dom.Element;

/** A server of real QEMU with small disks and nothing to boot. Its guest's writes are made by QEMU on the disks' devices. */
final class LibvirtServer extends LayeredServer implements AutoCloseable {
    private static final String FOREIGN_MARK = "-foreign-";
    private static final int HUMAN_READABLE = 1;

    private final Path directory;
    private final List<String> targets;
    private final Domain guest;

    /**
     * @param connect a connection of the test's own, to play the guest's part
     * @param directory for its files, empty
     * @param foreign how many files of others lie below each disk's own; the lowest is raw
     */
    LibvirtServer(String host, Hypervisor hypervisor, Connect connect, Path directory, int disks, int foreign)
            throws LibvirtException {
        super(hypervisor);
        this.directory = directory;
        this.targets = LayeredHost.targets(disks);
        this.domain = new DomainRef(host, UUID.randomUUID());
        this.guest = connect.domainDefineXML(definition(foreign));
    }

    private String definition(int foreign) {
        Element root = Xml.root("domain");
        root.setAttribute("type", "qemu");
        Xml.addText(root, "name", "life-" + domain.uuid());
        Xml.addText(root, "uuid", domain.uuid().toString());
        Xml.addText(root, "memory", "16").setAttribute("unit", "MiB");
        Xml.addText(Xml.add(root, "os"), "type", "hvm").setAttribute("machine", "pc");
        Element devices = Xml.add(root, "devices");
        Xml.add(devices, "controller", "type", "usb", "model", "none");
        Xml.add(devices, "memballoon", "model", "none");
        for (String target : targets) {
            Element disk = Xml.add(devices, "disk", "type", "file", "device", "disk");
            Xml.add(disk, "driver", "name", "qemu", "type", "qcow2", "discard", "unmap");
            Xml.add(disk, "source", "file", makeFiles(target, foreign).toString());
            Xml.add(disk, "target", "dev", target, "bus", "virtio");
            Xml.add(disk, "alias", "name", alias(target));
        }
        return Xml.write(root);
    }

    private Path makeFiles(String target, int foreign) {
        Path own = directory.resolve(target);
        if (foreign == 0) {
            TestHost.run("qemu-img", "create", "-q", "-f", "qcow2", own.toString(), Integer.toString(DISK_BYTES));
            return own;
        }
        Path below = directory.resolve(target + FOREIGN_MARK + 1);
        byte[] content = new byte[SLOTS];
        Arrays.fill(content, FOREIGN);
        write(below, image(content));
        for (int i = 2; i <= foreign; i++) {
            below = makeOverlay(directory.resolve(target + FOREIGN_MARK + i), below, i == 2 ? "raw" : "qcow2");
        }
        return makeOverlay(own, below, foreign == 1 ? "raw" : "qcow2");
    }

    private static Path makeOverlay(Path path, Path backing, String format) {
        TestHost.run(
                "qemu-img", "create", "-q", "-f", "qcow2", "-b", backing.toString(), "-F", format, path.toString());
        return path;
    }

    private static String alias(String target) {
        return "ua-" + target;
    }

    @Override
    protected Path directory() {
        return directory;
    }

    @Override
    public void write(String target, int slot, int slots, byte value) {
        int count = Math.min(slots, SLOTS - slot);
        String command =
                "write -P " + (value & 0xff) + " " + (long) slot * SLOT_BYTES + " " + (long) count * SLOT_BYTES;
        if (isRunning()) {
            onDevice(target, command);
        } else {
            TestHost.run("qemu-io", "-f", "qcow2", "-c", command, heads().get(target));
        }
    }

    @Override
    public void flush() {
        if (isRunning()) {
            targets.forEach(target -> onDevice(target, "flush"));
        }
    }

    private void onDevice(String target, String command) {
        String device = "/machine/peripheral/" + alias(target) + "/virtio-backend";
        attempt(() -> guest.qemuMonitorCommand("qemu-io -d " + device + " \"" + command + "\"", HUMAN_READABLE));
    }

    /** In a running domain the job goes on, as it does when the service dies. */
    @Override
    public void leave(Merge merge, int percent) {
        List<String> chain = chain(merge.target());
        if (!isRunning() || !chain.contains(merge.base()) || !chain.contains(merge.top())) {
            interrupt(merge, percent);
            return;
        }
        abort();
        int flags = BlockCommitFlags.BANDWIDTH_BYTES | (merge.child() == null ? BlockCommitFlags.ACTIVE : 0);
        attempt(() -> {
            guest.blockCommit(merge.target(), merge.base(), merge.top(), SLOW, flags);
            return null;
        });
    }

    @Override
    public Set<String> files() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(Path::toString).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String digest(String path) {
        return Digest.of(Qcow2.read(path));
    }

    /** QEMU's own tool reads each layer as we do. */
    void assertReadAlike() {
        for (String path : files()) {
            if (!path.contains(FOREIGN_MARK)) {
                assertThat(TestDisk.digest(path)).as(path).isEqualTo(digest(path));
            }
        }
    }

    @Override
    public void close() {
        abort();
        stop();
        attempt(() -> {
            guest.undefine();
            guest.free();
            return null;
        });
        for (String path : files()) {
            remove(Path.of(path));
        }
    }

    /** Something to do with the domain. */
    @FunctionalInterface
    private interface Attempt<T> {
        T run() throws LibvirtException;
    }

    private static <T> T attempt(Attempt<T> attempt) {
        try {
            return attempt.run();
        } catch (LibvirtException e) {
            throw new AssertionError(e);
        }
    }

    private static void write(Path path, byte[] bytes) {
        try {
            Files.write(path, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
