package org.stillframe.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.stillframe.layer.LayerTree.Node;

/**
 * The layers of one disk as they are written down at one moment, and who pins them. Equal as long as nothing has changed.
 *
 * @param nodes in the order in which reclaim looks at them
 * @param paths where each layer's file lies
 * @param snapshots the layer that each snapshot pins, by the snapshot's id
 * @param safetyPoints layers that safety points pin
 */
public record DiskTree(List<Node> nodes, Map<UUID, String> paths, Map<Long, UUID> snapshots, Set<UUID> safetyPoints) {
    public DiskTree {
        nodes = List.copyOf(nodes);
        paths = Map.copyOf(paths);
        snapshots = Map.copyOf(snapshots);
        safetyPoints = Set.copyOf(safetyPoints);
    }

    /** The snapshot's layer and all below that it reads through, from the top. */
    List<UUID> chain(long snapshot) {
        return chainOf(snapshots.get(snapshot));
    }

    private List<UUID> chainOf(UUID top) {
        List<UUID> chain = new ArrayList<>();
        for (UUID layer = top; layer != null; layer = parent(layer)) {
            chain.add(layer);
        }
        return chain;
    }

    /** How many files the server reads through on this disk, from its head down to the file that stands on none. */
    public int depth() {
        UUID head = nodes.stream().filter(Node::head).map(Node::id).findFirst().orElse(null);
        return chainOf(head).size();
    }

    /** The snapshot's layer, unless others pin it too; those are the pins that would be gone without the snapshot. */
    Set<UUID> pinnedOnlyBy(long snapshot) {
        UUID layer = snapshots.get(snapshot);
        long pins = snapshots.values().stream().filter(layer::equals).count();
        return pins > 1 || safetyPoints.contains(layer) ? Set.of() : Set.of(layer);
    }

    private UUID parent(UUID layer) {
        return nodes.stream().filter(node -> node.id().equals(layer)).findFirst().orElseThrow().parent();
    }
}
