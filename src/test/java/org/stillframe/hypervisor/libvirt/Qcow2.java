package org.stillframe.hypervisor.libvirt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads small disk images without QEMU: fast enough to look at every layer after every step, and a second opinion. */
final class Qcow2 {
    private static final int MAGIC = 0x514649fb;
    private static final long OFFSET = 0x00fffffffffffe00L;
    private static final long COMPRESSED = 1L << 62;
    private static final long ZERO = 1;
    /** The file was not closed, or is damaged: bits that say nothing about its layout. */
    private static final long HARMLESS_FEATURES = 3;

    private Qcow2() {}

    /** What a guest would read, from the first byte to the last; a file that is no qcow2 image is taken as raw. */
    static byte[] read(String path) {
        byte[] file = bytes(path);
        ByteBuffer buffer = ByteBuffer.wrap(file);
        if (file.length < 4 || buffer.getInt(0) != MAGIC) {
            return file;
        }
        require((buffer.getLong(72) & ~HARMLESS_FEATURES) == 0, path + " has features that are unknown here");
        int size = Math.toIntExact(buffer.getLong(24));
        long backing = buffer.getLong(8);
        byte[] content = backing == 0
                ? new byte[size]
                : Arrays.copyOf(
                        read(new String(file, Math.toIntExact(backing), buffer.getInt(16), StandardCharsets.UTF_8)), size);
        overlay(buffer, content, path);
        return content;
    }

    private static void overlay(ByteBuffer file, byte[] content, String path) {
        int cluster = 1 << file.getInt(20);
        int entriesPerTable = cluster / Long.BYTES;
        int firstTable = Math.toIntExact(file.getLong(40));
        for (int start = 0; start < content.length; start += cluster) {
            int number = start / cluster;
            long table = file.getLong(firstTable + number / entriesPerTable * Long.BYTES) & OFFSET;
            if (table != 0) {
                long entry = file.getLong(Math.toIntExact(table) + number % entriesPerTable * Long.BYTES);
                require((entry & COMPRESSED) == 0, path + " is compressed");
                int length = Math.min(cluster, content.length - start);
                int offset = Math.toIntExact(entry & OFFSET);
                if ((entry & ZERO) != 0) {
                    Arrays.fill(content, start, start + length, (byte) 0);
                } else if (offset != 0) {
                    // QEMU does not write what was never set at the end of a file.
                    int there = Math.max(0, Math.min(length, file.capacity() - offset));
                    file.get(offset, content, start, there);
                    Arrays.fill(content, start + there, start + length, (byte) 0);
                }
            }
        }
    }

    private static byte[] bytes(String path) {
        try {
            return Files.readAllBytes(Path.of(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }
}
