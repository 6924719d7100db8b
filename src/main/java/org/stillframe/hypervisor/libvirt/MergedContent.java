package org.stillframe.hypervisor.libvirt;

import org.libvirt.LibvirtException;
import org.stillframe.hypervisor.Clusters;
import org.stillframe.hypervisor.Extents;
import org.stillframe.hypervisor.Merge;

/**
 * Tells whether what a merge copied has arrived in the lower file. QEMU keeps in memory for a while where in the file it has put
 * what it wrote, and writes into the child that it stands on the lower file now before it writes that out. If it dies in
 * between, the data is there and nothing leads to it; the upper file still has all of it.
 */
final class MergedContent {
    private final Storage storage;
    private final Merge merge;

    MergedContent(Storage storage, Merge merge) {
        this.storage = storage;
        this.merge = merge;
    }

    /**
     * Whether the lower file has a place for each cluster that the upper one holds, so that nothing of it can be missing. It may
     * answer no although all is there: of a cluster that the upper file notes as zeros it wants the same note below.
     */
    boolean isSurelyThere() throws LibvirtException {
        if (isOutOfQuestion()) {
            return true;
        }
        Extents upper = storage.tables(merge.top());
        Extents lower = storage.tables(merge.base());
        Clusters data = upper.held().minus(upper.zeros());
        Clusters dataBelow = lower.held().minus(lower.zeros());
        return covers(dataBelow, lower, data, upper) && covers(lower.zeros(), lower, upper.zeros(), upper);
    }

    /** The same, but it may answer yes although a cluster is missing that the lower file held before, as zeros or otherwise. */
    boolean isProbablyThere() throws LibvirtException {
        if (isOutOfQuestion()) {
            return true;
        }
        Extents upper = storage.tables(merge.top());
        Extents lower = storage.tables(merge.base());
        return covers(lower.held(), lower, upper.held(), upper);
    }

    /**
     * QEMU writes all out before it moves a domain from the upper file to the lower one, which that domain may then change. A raw
     * file has no tables: what was written to it is where it belongs.
     */
    private boolean isOutOfQuestion() throws LibvirtException {
        VolumeXml top = storage.find(merge.top());
        return merge.child() == null
                || top == null
                || top.backing() == null
                || !top.backing().path().equals(merge.base())
                || !top.backing().format().equals("qcow2");
    }

    private static boolean covers(Clusters below, Extents lower, Clusters above, Extents upper) {
        long unit = Math.min(lower.layout().clusterBytes(), upper.layout().clusterBytes());
        return above.scaled(upper.layout().clusterBytes(), unit)
                        .minus(below.scaled(lower.layout().clusterBytes(), unit))
                        .count()
                == 0;
    }
}
