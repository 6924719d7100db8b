package org.stillframe.hypervisor.libvirt;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.w3c.dom.Element;

/** UEFI variables of the tests' guests, as Debian's package ovmf has them. */
final class TestNvram {
    static final String FIRMWARE = "/usr/share/OVMF/OVMF_CODE_4M.fd";
    static final Path TEMPLATE = Path.of("/usr/share/OVMF/OVMF_VARS_4M.fd");
    /** At the end of the room in which the firmware reorganises its variables once they fill their own. */
    private static final long SLOTS = 512 * 1024;

    private static final int SLOT_BYTES = 64;

    private TestNvram() {}

    static void create(Path path) {
        try {
            Files.copy(TEMPLATE, path, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void addLoader(Element os) {
        Xml.add(os, "loader", "readonly", "yes", "type", "pflash").setTextContent(FIRMWARE);
    }

    static void write(String path, int slot, String text) {
        byte[] bytes = new byte[SLOT_BYTES];
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(ascii, 0, bytes, 0, ascii.length);
        try (RandomAccessFile file = new RandomAccessFile(path, "rw")) {
            file.seek(SLOTS + (long) slot * SLOT_BYTES);
            file.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(String path, int slot) {
        byte[] bytes = new byte[SLOT_BYTES];
        try (RandomAccessFile file = new RandomAccessFile(path, "r")) {
            file.seek(SLOTS + (long) slot * SLOT_BYTES);
            file.readFully(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new String(bytes, StandardCharsets.US_ASCII).replace("\0", "");
    }

    static String digest(String path) {
        try {
            byte[] content = Files.readAllBytes(Path.of(path));
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
