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
     * @param zerosStay whether what the upper one notes as zeros gives its room back here too; else zeros are written
     */
    LayerFile merged(LayerFile above, boolean zerosStay) {
        Layout upper = above.extents.layout();
        boolean whole = extents.layout().clusterBytes() <= upper.clusterBytes();
        Clusters zeros = zerosStay && whole ? scaled(above.extents.zeros(), upper) : new Clusters();
        Clusters added = scaled(above.extents.held(), upper);
        Clusters copied = added.minus(zeros);
        Clusters held = extents.held().plus(added);
        long tables = (tables(held) - tables(extents.held())) * extents.layout().tableBytes();
        long grown = bytes(copied.minus(extents.inPlace())) + Math.min(hollowBytes(), placedBytes(copied));
        long released = Math.max(0, placedBytes(zeros) - hollowBytes());
        return new LayerFile(
                allocatedBytes + tables + grown - released,
                new Extents(
                        extents.layout(),
                        held,
                        extents.zeros().minus(copied).plus(zeros),
                        isFlat() ? extents.inPlace() : extents.inPlace().minus(zeros).plus(copied)));
    }

    private boolean isFlat() {
        return extents.layout().tableBytes() == 0;
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
        return Math.max(0, bytes(extents.inPlace()) - allocatedBytes);
    }

    /** How much of it has a place in this file. */
    private long placedBytes(Clusters clusters) {
        return bytes(clusters) - bytes(clusters.minus(extents.inPlace()));
    }

    private long bytes(Clusters clusters) {
        return clusters.count() * extents.layout().clusterBytes();
    }
}
