package org.stillframe.hypervisor;

import static java.util.Objects.requireNonNull;

/**
 * Which parts of a disk's address range one file holds itself, as opposed to what it reads from the file below.
 *
 * @param layout how the file is divided
 * @param held clusters that it holds
 * @param zeros those of them that it only notes as zeros
 * @param inPlace clusters that have a place of their own in the file, so that writing them does not make it grow
 */
public record Extents(Layout layout, Clusters held, Clusters zeros, Clusters inPlace) {
    /**
     * How a file is divided.
     *
     * @param clusterBytes the least part of the disk's address range that it holds or does not hold
     * @param tableBytes what the file grows by when it first holds anything within one span; 0 if it has no tables
     * @param spanBytes how much of the address range one table describes; not 0
     */
    public record Layout(long clusterBytes, long tableBytes, long spanBytes) {}

    public Extents {
        requireNonNull(layout, "layout is null");
        requireNonNull(held, "held is null");
        requireNonNull(zeros, "zeros is null");
        requireNonNull(inPlace, "inPlace is null");
    }

    /** Those of a file without tables, which holds its whole range whether or not it has been written. */
    public static Extents flat(long clusterBytes, long capacityBytes) {
        Clusters all = new Clusters();
        all.add(0, (capacityBytes + clusterBytes - 1) / clusterBytes);
        return new Extents(new Layout(clusterBytes, 0, clusterBytes), all, new Clusters(), all);
    }

    /** How much of the address range it holds. */
    public long heldBytes() {
        return held.count() * layout.clusterBytes();
    }
}
