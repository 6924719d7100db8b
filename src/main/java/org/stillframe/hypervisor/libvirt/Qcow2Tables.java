package org.stillframe.hypervisor.libvirt;

import java.nio.ByteBuffer;
import org.libvirt.LibvirtException;
import org.stillframe.hypervisor.Clusters;
import org.stillframe.hypervisor.Extents;
import org.stillframe.hypervisor.Extents.Layout;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;

/**
 * Reads the tables of a qcow2 file, by which the guest's clusters are found in it: a first one (L1) that names the second
 * ones (L2), each of which has an entry for each of its clusters. Only second tables that exist are read, one at a time.
 * The layout is QEMU's docs/interop/qcow2.txt.
 */
final class Qcow2Tables {
    private static final int HEADER_BYTES = 112;
    private static final int MAGIC = 0x514649fb;
    private static final int LEAST_CLUSTER_BITS = 9;
    private static final int MOST_CLUSTER_BITS = 21;
    private static final long MOST_L1_BYTES = 32L << 20;
    private static final long EXTERNAL_DATA = 1L << 2;
    private static final long EXTENDED_L2 = 1L << 4;
    private static final int SUBCLUSTERS = 32;

    private static final long OFFSET = 0x00fffffffffffe00L;
    /** The place in the file is this cluster's alone; clear if an internal snapshot of the file shares it. */
    private static final long ALONE = 1L << 63;

    private static final long COMPRESSED = 1L << 62;
    private static final long ZEROS = 1;

    private final Source source;
    private final Clusters held = new Clusters();
    private final Clusters zeros = new Clusters();
    private final Clusters inPlace = new Clusters();
    private int version;
    private boolean extended;

    /** The file's bytes. */
    @FunctionalInterface
    interface Source {
        /** Reads that many bytes; what lies past the end of the file is zeros. */
        ByteBuffer read(long offset, int bytes) throws LibvirtException;
    }

    private Qcow2Tables(Source source) {
        this.source = source;
    }

    static Extents read(Source source) throws LibvirtException {
        return new Qcow2Tables(source).read();
    }

    private Extents read() throws LibvirtException {
        ByteBuffer header = source.read(0, HEADER_BYTES);
        version = header.getInt(4);
        int clusterBits = header.getInt(20);
        long capacity = header.getLong(24);
        long features = version >= 3 ? header.getLong(72) : 0;
        require(header.getInt(0) == MAGIC && (version == 2 || version == 3), "It is no qcow2 file");
        require(clusterBits >= LEAST_CLUSTER_BITS && clusterBits <= MOST_CLUSTER_BITS, "Its cluster size is impossible");
        require((features & EXTERNAL_DATA) == 0, "It keeps its data in another file");
        extended = (features & EXTENDED_L2) != 0;
        long cluster = 1L << clusterBits;
        long entries = cluster / (extended ? 16 : 8);
        long span = cluster * entries;
        long tables = Math.min(header.getInt(36), capacity / span + (capacity % span == 0 ? 0 : 1));
        require(capacity >= 0 && tables >= 0 && tables * 8 <= MOST_L1_BYTES, "Its size is impossible");
        ByteBuffer first = source.read(header.getLong(40), (int) tables * 8);
        for (int i = 0; i < tables; i++) {
            long place = first.getLong(i * 8) & OFFSET;
            if (place != 0) {
                long clusters = Math.min(entries, (capacity - i * span + cluster - 1) / cluster);
                readSecond(place, i * entries, (int) clusters);
            }
        }
        Layout layout = new Layout(extended ? cluster / SUBCLUSTERS : cluster, cluster, span);
        // Nearly always they are the same, which then takes half the memory.
        return new Extents(layout, held, zeros, inPlace.equals(held) ? held : inPlace);
    }

    private void readSecond(long place, long firstCluster, int clusters) throws LibvirtException {
        ByteBuffer table = source.read(place, clusters * (extended ? 16 : 8));
        for (int i = 0; i < clusters; i++) {
            if (extended) {
                addSubclusters(firstCluster + i, table.getLong(i * 16), table.getLong(i * 16 + 8));
            } else {
                add(firstCluster + i, table.getLong(i * 8));
            }
        }
    }

    private void add(long cluster, long entry) {
        boolean compressed = (entry & COMPRESSED) != 0;
        boolean placed = !compressed && (entry & OFFSET) != 0;
        boolean zero = !compressed && version >= 3 && (entry & ZEROS) != 0;
        note(cluster, cluster + 1, compressed || placed || zero, zero, placed && (entry & ALONE) != 0);
    }

    /** The lower half of {@code bits} says which subclusters have data, the upper half which are zeros. */
    private void addSubclusters(long cluster, long entry, long bits) {
        long first = cluster * SUBCLUSTERS;
        if ((entry & COMPRESSED) != 0) {
            note(first, first + SUBCLUSTERS, true, false, false);
            return;
        }
        for (int i = 0; i < SUBCLUSTERS && bits != 0; i++) {
            boolean data = (bits >>> i & 1) != 0;
            boolean zero = (bits >>> i + SUBCLUSTERS & 1) != 0;
            note(first + i, first + i + 1, data || zero, zero, data && (entry & ALONE) != 0);
        }
    }

    private void note(long from, long to, boolean isHeld, boolean isZero, boolean isInPlace) {
        if (isHeld) {
            held.add(from, to);
        }
        if (isZero) {
            zeros.add(from, to);
        }
        if (isInPlace) {
            inPlace.add(from, to);
        }
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new HypervisorException(Kind.FAILED, otherwise);
        }
    }
}
