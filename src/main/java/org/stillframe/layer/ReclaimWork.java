package org.stillframe.layer;

import org.stillframe.hypervisor.Merge;

/** One reclaim step that has been written down and must now be done, once or again. */
sealed interface ReclaimWork {
    /** Delete a file that nothing refers to. */
    record DeleteFile(String layerId, String path) implements ReclaimWork {}

    /**
     * Merge the only child of a layer into the layer's file.
     *
     * @param begun whether it was begun before, so that it may have been done already
     */
    record MergeFiles(String baseId, String topId, Merge merge, boolean begun) implements ReclaimWork {}
}
