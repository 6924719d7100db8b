package org.stillframe.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes domains to measure on. Their firmware is one instruction that halts, so that a start costs QEMU's start and nothing
 * else; their disks are sparse, with a little data at the beginning, in the middle and at the end.
 */
final class Guests {
    private static final int DROPS = 20;
    private static final int BETWEEN_DROPS_MILLISECONDS = 300;
    private static final int FIRMWARE_BYTES = 64 * 1024;
    private static final int RESET_VECTOR = FIRMWARE_BYTES - 16;
    private static final byte[] HALT = {(byte) 0xfa, (byte) 0xf4, (byte) 0xeb, (byte) 0xfd};

    private final Path directory;
    private final Virsh virsh;
    private final Path firmware;
    private final Map<Long, Path> templates = new ConcurrentHashMap<>();

    Guests(Path directory, Virsh virsh) {
        this.directory = directory;
        this.virsh = virsh;
        this.firmware = directory.resolve("halt.rom");
        byte[] image = new byte[FIRMWARE_BYTES];
        System.arraycopy(HALT, 0, image, RESET_VECTOR, HALT.length);
        write(firmware, image);
    }

    Virsh virsh() {
        return virsh;
    }

    /** Makes a pool for an empty directory of that name. */
    Path pool(String name) {
        Path place = directory.resolve(name);
        try {
            Files.createDirectories(place);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        virsh.run("pool-define-as", name, "dir", "--target", place.toString());
        virsh.run("pool-start", name);
        return place;
    }

    /** Ends all that lies in the pool, and the pool. */
    void dropPool(String name) {
        endPool(name, DROPS);
        Path place = directory.resolve(name);
        try (var files = Files.list(place)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(place);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The service starts a pool again if it just then looks at a file of it. */
    private void endPool(String name, int tries) {
        try {
            virsh.run("pool-destroy", name);
            virsh.run("pool-undefine", name);
        } catch (IllegalStateException e) {
            if (tries == 1) {
                throw e;
            }
            Stopwatch.pause(BETWEEN_DROPS_MILLISECONDS);
            endPool(name, tries - 1);
        }
    }

    /** Defines a domain with one disk in that pool, and starts it if it is to run. */
    Guest make(String name, String pool, long gibibytes, boolean runs) {
        Path disk = directory.resolve(pool).resolve(name + ".qcow2");
        try {
            Files.copy(templates.computeIfAbsent(gibibytes, this::template), disk, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        define(definition(name, disk), name);
        if (runs) {
            virsh.run("start", name);
        }
        return new Guest(name, pool, gibibytes, runs);
    }

    void drop(Guest guest) {
        if (virsh.run("domstate", guest.name()).strip().equals("running")) {
            virsh.run("destroy", guest.name());
        }
        virsh.run("undefine", guest.name());
    }

    /** Defines a domain from that text. */
    void define(String definition, String name) {
        virsh.run("define", text(name + ".xml", definition).toString());
    }

    /** Leaves a text for {@code virsh} to read. */
    Path text(String name, String content) {
        Path file = directory.resolve(name);
        write(file, content.getBytes(StandardCharsets.UTF_8));
        return file;
    }

    private Path template(long gibibytes) {
        Path file = directory.resolve("template-" + gibibytes + ".qcow2");
        Command.run("qemu-img", "create", "-q", "-f", "qcow2", file.toString(), gibibytes + "G");
        long end = (gibibytes << 30) - (1 << 20);
        for (long place : List.of(0L, end / 2 >> 16 << 16, end)) {
            Command.run("qemu-io", "-c", "write -q -P 90 " + place + " 1M", file.toString());
        }
        return file;
    }

    private String definition(String name, Path disk) {
        return """
                <domain type='qemu'>
                  <name>%s</name>
                  <memory unit='MiB'>16</memory>
                  <vcpu>1</vcpu>
                  <os><type arch='x86_64' machine='pc'>hvm</type><loader readonly='yes' type='rom'>%s</loader></os>
                  <devices>
                    <disk type='file' device='disk'>
                      <driver name='qemu' type='qcow2'/><source file='%s'/><target dev='vda' bus='virtio'/>
                    </disk>
                    <controller type='usb' model='none'/>
                    <memballoon model='none'/>
                  </devices>
                </domain>
                """.formatted(name, firmware, disk);
    }

    private static void write(Path file, byte[] content) {
        try {
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
