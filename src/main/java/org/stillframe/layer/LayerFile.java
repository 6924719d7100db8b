package org.stillframe.layer;

import static java.util.Objects.requireNonNull;

import org.stillframe.hypervisor.Clusters;
import org.stillframe.hypervisor.Extents;
import org.stillframe.hypervisor.Extents.Layout;

/**
 * What a layer's file occupies and which parts of the disk it holds; enough to tell what it will occupy once another file
 * has been merged into it.
 *
 * @param allocatedBytes room that it takes on the storage
 */
public record LayerFile(long allocatedBytes, Extents extents) {
    public LayerFile {
        requireNonNull(extents, "extents is null");
    }

    /**
     * This file after the file above has been merged into it.
     *
     * @param zerosStay whether what the upper one notes as zeros is noted as zeros again; else zeros are written
     */
    LayerFile merged(LayerFile above, boolean zerosStay) {
        Layout layout = extents.layout();
        Layout upper = above.extents.layout();
        boolean notes = zerosStay && layout.tableBytes() > 0 && layout.clusterBytes() <= upper.clusterBytes();
        Clusters zeros = notes ? scaled(above.extents.zeros(), upper) : new Clusters();
        Clusters added = scaled(above.extents.held(), upper);
        Clusters copied = added.minus(zeros);
        Clusters held = extents.held().plus(added);
        long clusters = copied.minus(extents.inPlace()).count() * layout.clusterBytes();
        long tables = (tables(held) - tables(extents.held())) * layout.tableBytes();
        return new LayerFile(
                allocatedBytes + clusters + Math.min(hollowBytes(), overwrittenBytes(copied)) + tables,
                new Extents(
                        layout,
                        held,
                        extents.zeros().minus(copied).plus(zeros),
                        extents.inPlace().plus(copied)));
    }

    private Clusters scaled(Clusters clusters, Layout from) {
        return clusters.scaled(from.clusterBytes(), extents.layout().clusterBytes());
    }

    private long tables(Clusters clusters) {
        return clusters.scaled(extents.layout().clusterBytes(), extents.layout().spanBytes()).count();
    }

    /**
     * How much of what has a place in the file takes no room yet: in a sparse raw file, or one preallocated without data.
     * Where these holes are is unknown, so as much as possible of what is written is taken to fall into them.
     */
    private long hollowBytes() {
        return Math.max(0, extents.inPlace().count() * extents.layout().clusterBytes() - allocatedBytes);
    }

    private long overwrittenBytes(Clusters copied) {
        return (copied.count() - copied.minus(extents.inPlace()).count()) * extents.layout().clusterBytes();
    }
}
