package org.stillframe.hypervisor.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.stillframe.hypervisor.Clusters;
import org.stillframe.hypervisor.Extents;
import org.stillframe.hypervisor.VolumeInfo;

/**
 * One copy-on-write file. The descriptor is replaced atomically; the data file has a bitmap of the clusters it holds, then
 * every cluster at its own place, with holes for those it does not hold. A cluster is written before its bit is set.
 *
 * @param backing the file that clusters it does not hold are read from, or null
 * @param merged whether its content was merged away, so that what it reads as and refers to counts no more
 */
record SimulatedVolume(Path path, String format, long capacity, Path backing, boolean merged) {
    static final int CLUSTER = 64 * 1024;
    /** What an empty qcow2 file occupies. */
    private static final long METADATA = 192 * 1024;

    private static final int PAGE = 4096;
    private static final String KIND = "stillframe-simulated-volume";

    static SimulatedVolume create(Path path, String format, long capacity, Path backing) throws IOException {
        SimulatedVolume volume = new SimulatedVolume(path, format, capacity, backing, false);
        Files.deleteIfExists(volume.data());
        volume.save();
        return volume;
    }

    /** Makes a file that holds the same by itself; the original stands on nothing. */
    static void copy(Path from, Path to) throws IOException {
        SimulatedVolume original = open(from);
        SimulatedVolume copy = create(to, original.format(), original.capacity(), null);
        for (int cluster : original.allocated().stream().toArray()) {
            copy.write(cluster, original.read(cluster));
        }
    }

    /** Null when there is no such volume. */
    static SimulatedVolume open(Path path) throws IOException {
        Properties properties;
        try {
            properties = AtomicFile.read(path);
        } catch (NoSuchFileException e) {
            return null;
        }
        if (!KIND.equals(properties.getProperty("kind"))) {
            throw new IOException("No volume: " + path);
        }
        String backing = properties.getProperty("backing");
        return new SimulatedVolume(
                path,
                properties.getProperty("format"),
                Long.parseLong(properties.getProperty("capacity")),
                backing == null ? null : Path.of(backing),
                Boolean.parseBoolean(properties.getProperty("merged")));
    }

    SimulatedVolume withBacking(Path newBacking) throws IOException {
        return new SimulatedVolume(path, format, capacity, newBacking, merged).save();
    }

    SimulatedVolume mergedAway() throws IOException {
        return new SimulatedVolume(path, format, capacity, backing, true).save();
    }

    /** The descriptor goes first: a data file alone is nothing, and is removed when the deletion is repeated. */
    static void delete(Path path) throws IOException {
        Files.deleteIfExists(path);
        Files.deleteIfExists(data(path));
    }

    VolumeInfo info() throws IOException {
        return new VolumeInfo(
                path.toString(), format, capacity, METADATA + (long) CLUSTER * allocated().cardinality());
    }

    Extents extents() throws IOException {
        Clusters held = new Clusters();
        allocated().stream().forEach(cluster -> held.add(cluster, cluster + 1L));
        return new Extents(new Extents.Layout(CLUSTER, 0, CLUSTER), held, new Clusters(), held);
    }

    int clusters() {
        return Math.toIntExact((capacity + CLUSTER - 1) / CLUSTER);
    }

    /** Which clusters it holds itself. */
    BitSet allocated() throws IOException {
        if (!Files.exists(data())) {
            return new BitSet();
        }
        try (FileChannel channel = FileChannel.open(data(), StandardOpenOption.READ)) {
            ByteBuffer bitmap = ByteBuffer.allocate((clusters() + 7) / 8);
            readFully(channel, bitmap, 0);
            return BitSet.valueOf(bitmap.flip());
        }
    }

    /** A cluster that it holds itself. */
    byte[] read(int cluster) throws IOException {
        try (FileChannel channel = FileChannel.open(data(), StandardOpenOption.READ)) {
            byte[] content = new byte[CLUSTER];
            readFully(channel, ByteBuffer.wrap(content), place(cluster));
            return content;
        }
    }

    void write(int cluster, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                data(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            writeFully(channel, ByteBuffer.wrap(content), place(cluster));
            ByteBuffer bits = ByteBuffer.allocate(1);
            readFully(channel, bits, cluster / 8);
            bits.put(0, (byte) (bits.get(0) | 1 << cluster % 8));
            writeFully(channel, bits.rewind(), cluster / 8);
        }
    }

    private Path data() {
        return data(path);
    }

    private static Path data(Path path) {
        return path.resolveSibling(path.getFileName() + ".data");
    }

    private long place(int cluster) {
        long bitmap = (clusters() / 8 / PAGE + 1L) * PAGE;
        return bitmap + (long) cluster * CLUSTER;
    }

    private SimulatedVolume save() throws IOException {
        Map<String, String> values = new HashMap<>();
        values.put("kind", KIND);
        values.put("format", format);
        values.put("capacity", Long.toString(capacity));
        if (backing != null) {
            values.put("backing", backing.toString());
        }
        if (merged) {
            values.put("merged", "true");
        }
        AtomicFile.write(path, values);
        return this;
    }

    /** Reads past the end of the file as zeros. */
    private static void readFully(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
        int from = buffer.position();
        while (buffer.hasRemaining() && channel.read(buffer, position + buffer.position() - from) >= 0) {
            // The loop's condition does the work.
        }
        buffer.position(buffer.limit());
    }

    private static void writeFully(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
        int from = buffer.position();
        while (buffer.hasRemaining()) {
            channel.write(buffer, position + buffer.position() - from);
        }
    }
}
