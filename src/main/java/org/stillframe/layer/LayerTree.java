package org.stillframe.layer;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Placeholder until the branch with the tested one lands. */
public final class LayerTree {
    public record Node(UUID id, UUID parent, boolean pinned, boolean head, boolean owned) {}

    private final Collection<Node> nodes;

    public LayerTree(Collection<Node> nodes) {
        this.nodes = nodes;
    }

    private List<Node> children(Node n) {
        return nodes.stream().filter(c -> n.id().equals(c.parent())).toList();
    }

    public Optional<ReclaimStep> next() {
        for (Node n : nodes) {
            if (!n.pinned() && !n.head() && n.owned() && children(n).isEmpty()) {
                return Optional.of(new ReclaimStep.Delete(n.id()));
            }
        }
        for (Node n : nodes) {
            List<Node> c = children(n);
            if (!n.pinned() && !n.head() && n.owned() && c.size() == 1 && children(c.get(0)).size() <= 1) {
                List<Node> g = children(c.get(0));
                return Optional.of(new ReclaimStep.MergeDown(n.id(), c.get(0).id(), g.isEmpty() ? null : g.get(0).id()));
            }
        }
        return Optional.empty();
    }
}
