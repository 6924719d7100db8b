package org.stillframe.hypervisor.libvirt;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The disks of the tests' guests, looked at from outside with QEMU's tools. A small file system at the front is for the
 * guest to mount and freeze; behind it lie slots and room to fill, written directly.
 */
final class TestDisk {
    static final int BLOCK = 4096;
    private static final long MIB = 1024 * 1024;
    private static final long FILE_SYSTEM_MIB = 16;
    private static final long SLOTS_MIB = 24;
    private static final long FILL_MIB = 40;
    private static final long SIZE_MIB = 64;

    private TestDisk() {}

    static long slotOffset(int slot) {
        return (SLOTS_MIB + slot) * MIB;
    }

    static long fillOffset() {
        return FILL_MIB * MIB;
    }

    static void create(Path path) {
        Path raw = path.resolveSibling(path.getFileName() + ".raw");
        TestHost.run("truncate", "-s", SIZE_MIB + "M", raw.toString());
        String makeFileSystem = "PATH=$PATH:/usr/sbin:/sbin exec mkfs.ext4 -q -F -m 0 \"$0\" " + FILE_SYSTEM_MIB + "M";
        TestHost.run("sh", "-c", makeFileSystem, raw.toString());
        TestHost.run("qemu-img", "convert", "-f", "raw", "-O", "qcow2", raw.toString(), path.toString());
        delete(raw);
    }

    static void write(String path, int slot, String text) {
        Path pattern = scratch();
        try {
            byte[] block = new byte[BLOCK];
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(bytes, 0, block, 0, bytes.length);
            Files.write(pattern, block);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        io(path, "write -s " + pattern + " " + slotOffset(slot) + " " + BLOCK);
        delete(pattern);
    }

    static void fill(String path, int mebibytes) {
        io(path, "write -P 0xa5 " + fillOffset() + " " + mebibytes * MIB);
    }

    static String read(String path, int slot) {
        Path block = scratch();
        long skip = slotOffset(slot) / BLOCK;
        // Other than dd, qemu-img counts what it skips.
        TestHost.run(
                "qemu-img", "dd", "-U", "-f", "qcow2", "-O", "raw", "bs=" + BLOCK, "skip=" + skip, "count=" + (skip + 1),
                "if=" + path, "of=" + block);
        try {
            return new String(Files.readAllBytes(block), StandardCharsets.US_ASCII).replace("\0", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            delete(block);
        }
    }

    /** Whether the text stands anywhere on the disk. */
    static boolean holds(String path, String text) {
        Path raw = scratch();
        TestHost.run("qemu-img", "convert", "-U", "-f", "qcow2", "-O", "raw", path, raw.toString());
        try {
            return new String(Files.readAllBytes(raw), StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            delete(raw);
        }
    }

    static String digest(String path) {
        return digest(path, "qcow2");
    }

    /** SHA-256 of all that a guest would read from the file, taken for that format. */
    static String digest(String path, String format) {
        Path raw = scratch();
        TestHost.run("qemu-img", "convert", "-U", "-f", format, "-O", "raw", path, raw.toString());
        try (InputStream in = Files.newInputStream(raw)) {
            DigestInputStream digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"));
            digest.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        } finally {
            delete(raw);
        }
    }

    /** Not beside the disk, where a full file system may be part of the test. */
    private static Path scratch() {
        try {
            return Files.createTempFile("stillframe", ".disk");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void io(String path, String command) {
        TestHost.run("qemu-io", "-f", "qcow2", "-c", command, path);
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
