package org.stillframe.layer;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/** What can safely be done next to give space back. */
public sealed interface ReclaimStep {
    /** Delete the layer's file: nobody reads it. */
    record Delete(UUID layer) implements ReclaimStep {
        public Delete {
            requireNonNull(layer, "layer is null");
        }
    }

    /**
     * Commit {@code top} into the file of {@code base}. Afterwards {@code top} lives in that file: it keeps its id, pins,
     * children and whether it is the head, and its parent is {@code base}'s parent; {@code base} is no more.
     *
     * @param base whose content nobody needs
     * @param top its only child
     * @param child the only child of {@code top}, or null if it has none
     */
    record MergeDown(UUID base, UUID top, UUID child) implements ReclaimStep {
        public MergeDown {
            requireNonNull(base, "base is null");
            requireNonNull(top, "top is null");
        }
    }
}
