package org.stillframe.drift;

import java.util.Set;
import org.stillframe.layer.LayerOrigin;
import org.stillframe.layer.LayerState;

/**
 * One layer as it is written down.
 *
 * @param parent id of the layer that it stands on, or null
 * @param path where its file lies
 * @param snapshots ids of the snapshots that pin it
 * @param safetyPoints restores whose safety points pin it
 */
public record KnownLayer(
        String id,
        String parent,
        String path,
        LayerState state,
        LayerOrigin origin,
        Set<Long> snapshots,
        Set<String> safetyPoints) {
    public KnownLayer {
        snapshots = Set.copyOf(snapshots);
        safetyPoints = Set.copyOf(safetyPoints);
    }

    boolean isPinned() {
        return !snapshots.isEmpty() || !safetyPoints.isEmpty();
    }

    /** Whether its file must be there: one that is only planned, or is being deleted, may or may not be. */
    boolean hasFile() {
        return state == LayerState.READY || state == LayerState.MERGING;
    }

    boolean isForeign() {
        return origin == LayerOrigin.FOREIGN;
    }

    /** Whether the service made the file. */
    boolean isMade() {
        return origin == LayerOrigin.CUT || origin == LayerOrigin.RESTORE;
    }
}
