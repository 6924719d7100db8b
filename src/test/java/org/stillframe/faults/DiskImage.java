package org.stillframe.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Function;

/** Reads a frozen file, through all those that it stands on, as a guest that boots from it would. */
final class DiskImage {
    private static final int REPAIRED = 1;
    private static final int LEAKS_ONLY = 3;

    private final Path scratch;

    /** @param scratch where a copy can lie for a moment */
    DiskImage(Path scratch) {
        this.scratch = scratch;
    }

    Site.Content read(Path file) {
        return onCopy(file, copy -> {
            String sha256 = sha256(copy);
            String damage = structure(file) + fileSystem(copy);
            return new Site.Content(sha256, cat(copy, "marker") + payload(copy), damage);
        });
    }

    String sum(Path file) {
        return onCopy(file, DiskImage::sha256);
    }

    private <T> T onCopy(Path file, Function<Path, T> reading) {
        Path copy = scratch.resolve(file.getFileName() + ".raw");
        try {
            Command.run("qemu-img", "convert", "-U", "-O", "raw", file.toString(), copy.toString());
            return reading.apply(copy);
        } finally {
            copy.toFile().delete();
        }
    }

    /** Clusters that leaked when a QEMU was killed cost room, and nothing else. */
    private static String structure(Path file) {
        if (!Command.run("qemu-img", "info", "-U", file.toString()).contains("file format: qcow2")) {
            return "";
        }
        Command checked = Command.attempt("qemu-img", "check", "-U", file.toString());
        return checked.status() == 0 || checked.status() == LEAKS_ONLY ? "" : "qemu-img check: " + checked.output();
    }

    /** The journal is replayed first, as a boot would do. */
    private static String fileSystem(Path copy) {
        Command replayed = Command.attempt("/sbin/e2fsck", "-p", copy.toString());
        if (replayed.status() > REPAIRED) {
            return "e2fsck -p: " + replayed.output();
        }
        Command checked = Command.attempt("/sbin/e2fsck", "-f", "-n", copy.toString());
        return checked.status() == 0 ? "" : "e2fsck -fn: " + checked.output();
    }

    private String payload(Path copy) {
        Path payload = scratch.resolve(copy.getFileName() + ".payload");
        try {
            Command.attempt("/sbin/debugfs", "-R", "dump /payload " + payload, copy.toString());
            return sha256(payload).equals(cat(copy, "payload.sum")) ? "" : " with a damaged payload";
        } finally {
            payload.toFile().delete();
        }
    }

    private static String cat(Path copy, String file) {
        return Command.attempt("/bin/sh", "-c", "/sbin/debugfs -R 'cat /" + file + "' '" + copy + "' 2>/dev/null").output();
    }

    static String sha256(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 20];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
