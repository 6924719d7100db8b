package org.stillframe.drift;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stillframe.hypervisor.DiskInfo;
import org.stillframe.layer.LayerState;

/**
 * One disk of a server as it is written down, or its UEFI variables.
 *
 * @param head id of the layer that the server writes to
 * @param layers all of them
 */
public record KnownDisk(long id, String target, String head, List<KnownLayer> layers) {
    public KnownDisk {
        layers = List.copyOf(layers);
    }

    boolean isNvram() {
        return target.equals(DiskInfo.NVRAM);
    }

    KnownLayer headLayer() {
        return layer(head).orElseThrow();
    }

    Optional<KnownLayer> layer(String layerId) {
        return layers.stream().filter(layer -> layer.id().equals(layerId)).findFirst();
    }

    /** The layer that lives in that file. */
    Optional<KnownLayer> at(String path) {
        return layers.stream().filter(KnownLayer::hasFile).filter(layer -> layer.path().equals(path)).findFirst();
    }

    /** The layer and all that it reads through, from the top. */
    List<KnownLayer> chain(KnownLayer from) {
        List<KnownLayer> chain = new ArrayList<>();
        for (KnownLayer layer = from; layer != null && !chain.contains(layer); layer = parent(layer)) {
            chain.add(layer);
        }
        return chain;
    }

    KnownLayer parent(KnownLayer layer) {
        return layer.parent() == null ? null : layer(layer.parent()).orElse(null);
    }

    /** Those with a pin that read through the layer, itself among them. */
    List<KnownLayer> pinnedOver(KnownLayer layer) {
        return layers.stream().filter(KnownLayer::isPinned).filter(pinned -> chain(pinned).contains(layer)).toList();
    }

    /** Whether a merge of two of its layers has begun and not ended: until it has, either state is right. */
    boolean isMerging() {
        return layers.stream().anyMatch(layer -> layer.state() == LayerState.MERGING);
    }
}
