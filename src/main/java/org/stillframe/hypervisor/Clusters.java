package org.stillframe.hypervisor;

import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/**
 * A set of cluster numbers. It takes a bit a cluster, in pages of which only those exist that have any: at most 2 MiB for
 * 1 TiB in clusters of 64 KiB, next to nothing where little is held. One that has been handed out is no longer added to.
 */
public final class Clusters {
    private static final int PAGE = 8192;

    private final Map<Long, BitSet> pages = new TreeMap<>();

    /** Adds the clusters from the first number up to, but without, the second. */
    public void add(long from, long to) {
        for (long start = from; start < to; ) {
            long page = start / PAGE;
            long end = Math.min(to, (page + 1) * PAGE);
            pages.computeIfAbsent(page, any -> new BitSet()).set((int) (start - page * PAGE), (int) (end - page * PAGE));
            start = end;
        }
    }

    public boolean contains(long cluster) {
        BitSet page = pages.get(cluster / PAGE);
        return page != null && page.get((int) (cluster % PAGE));
    }

    /** How many there are. */
    public long count() {
        return pages.values().stream().mapToLong(BitSet::cardinality).sum();
    }

    /** What is in this or the other set. */
    public Clusters plus(Clusters other) {
        Clusters all = copy();
        other.pages.forEach((page, bits) -> all.pages.computeIfAbsent(page, any -> new BitSet()).or(bits));
        return all;
    }

    /** What is in this set and not in the other. */
    public Clusters minus(Clusters other) {
        Clusters left = copy();
        other.pages.forEach((page, bits) -> left.pages.computeIfPresent(page, (same, own) -> {
            own.andNot(bits);
            return own.isEmpty() ? null : own;
        }));
        return left;
    }

    /**
     * The same parts of a disk in clusters of another size; one that is touched in part counts.
     *
     * @param bytes size of a cluster of this set
     * @param wanted size of a cluster of the answer
     */
    public Clusters scaled(long bytes, long wanted) {
        if (bytes == wanted) {
            return this;
        }
        Clusters scaled = new Clusters();
        pages.forEach((page, bits) -> {
            for (int from = bits.nextSetBit(0); from >= 0; ) {
                int to = bits.nextClearBit(from);
                long start = (page * PAGE + from) * bytes;
                long end = (page * PAGE + to) * bytes;
                scaled.add(start / wanted, (end + wanted - 1) / wanted);
                from = bits.nextSetBit(to);
            }
        });
        return scaled;
    }

    private Clusters copy() {
        Clusters copy = new Clusters();
        pages.forEach((page, bits) -> copy.pages.put(page, (BitSet) bits.clone()));
        return copy;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Clusters clusters && pages.equals(clusters.pages);
    }

    @Override
    public int hashCode() {
        return pages.hashCode();
    }

    @Override
    public String toString() {
        return pages.toString();
    }
}
