package org.stillframe.layer;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.stillframe.layer.LayerTree.Node;

/**
 * Tells what giving up pins on the layers of one disk would free, by going through {@link LayerTree}'s steps to their end
 * without touching anything. A deletion frees what its file occupies. A merge frees the upper file, and makes the lower one
 * grow by the parts that only the upper one had.
 */
public final class ReclaimForecast {
    private final List<Node> nodes;
    private final Function<UUID, LayerFile> files;
    private final Map<UUID, LayerFile> known = new HashMap<>();

    /**
     * @param nodes in the order in which reclaim looks at them
     * @param files tells of a layer's file; asked at most once per layer, and only for those that a step is about
     */
    public ReclaimForecast(Collection<Node> nodes, Function<UUID, LayerFile> files) {
        this.nodes = List.copyOf(nodes);
        this.files = files;
    }

    /**
     * Bytes that are freed if those layers' pins go, beyond what is going to be freed as things are. Less than 0 if merges would
     * take room, as they may where an upper file is compressed.
     *
     * @param unpinned layers that nobody else pins
     */
    public long freedBytes(Set<UUID> unpinned) {
        return reclaim(unpinned) - reclaim(Set.of());
    }

    private long reclaim(Set<UUID> unpinned) {
        Map<UUID, Node> left = new LinkedHashMap<>();
        for (Node node : nodes) {
            left.put(node.id(), unpinned.contains(node.id()) ? unpinned(node) : node);
        }
        Map<UUID, LayerFile> changed = new HashMap<>();
        long freed = 0;
        Optional<ReclaimStep> step = new LayerTree(left.values()).next();
        while (step.isPresent()) {
            freed += step.get() instanceof ReclaimStep.Delete delete
                    ? delete(delete, left, changed)
                    : merge((ReclaimStep.MergeDown) step.get(), left, changed);
            step = new LayerTree(left.values()).next();
        }
        return freed;
    }

    private long delete(ReclaimStep.Delete step, Map<UUID, Node> left, Map<UUID, LayerFile> changed) {
        left.remove(step.layer());
        return file(step.layer(), changed).allocatedBytes();
    }

    private long merge(ReclaimStep.MergeDown step, Map<UUID, Node> left, Map<UUID, LayerFile> changed) {
        LayerFile base = file(step.base(), changed);
        LayerFile top = file(step.top(), changed);
        // A child is handed over by QEMU's commit job, which writes zeros; all else is done by its mirror job, which discards.
        LayerFile merged = base.merged(top, step.child() == null);
        changed.put(step.top(), merged);
        Node lower = left.remove(step.base());
        Node upper = left.get(step.top());
        left.put(step.top(), new Node(upper.id(), lower.parent(), upper.pinned(), upper.head(), upper.owned()));
        return base.allocatedBytes() + top.allocatedBytes() - merged.allocatedBytes();
    }

    private LayerFile file(UUID layer, Map<UUID, LayerFile> changed) {
        LayerFile after = changed.get(layer);
        return after != null ? after : known.computeIfAbsent(layer, files);
    }

    private static Node unpinned(Node node) {
        return new Node(node.id(), node.parent(), false, node.head(), node.owned());
    }
}
