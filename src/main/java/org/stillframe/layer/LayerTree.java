package org.stillframe.layer;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * All layers of one disk, each standing on its parent, and which of them can be given up.
 *
 * <p>A layer that nobody pins and the domain does not write to is needed only for the data that layers above read through
 * it. If none stands on it, it can be deleted. If one does, that one can be committed into it, which overwrites just what is
 * hidden from everybody. If several do, or if several stand on that one (a merge hands over one child), it has to wait.
 *
 * <p>Let n layers of the disk be pinned or head, n at least 1. When there is no next step, every leaf is one of the n, so at most
 * n - 1 layers branch, and any other that is left has a branching layer as its only child. Hence at most 3n - 2 owned layers are
 * left. A chain passes at most n - 1 branching layers, each of which has another of the n beside the chain, and above at most one
 * that waits for it. Hence no chain of the n has more than 2n - 1 owned layers.
 */
public final class LayerTree {
    /**
     * One layer.
     *
     * @param id which
     * @param parent the layer that it reads through to, null for the root
     * @param pinned whether a snapshot or a safety point needs what it reads as
     * @param head whether the domain writes to it
     * @param owned false for files made by others (existing backing chains): never written to, never deleted
     */
    public record Node(UUID id, UUID parent, boolean pinned, boolean head, boolean owned) {
        public Node {
            requireNonNull(id, "id is null");
        }

        private boolean isDispensable() {
            return owned && !pinned && !head;
        }
    }

    private final Map<UUID, Node> nodes = new LinkedHashMap<>();
    private final Map<UUID, List<Node>> children = new LinkedHashMap<>();

    /**
     * @throws IllegalArgumentException if the nodes are no forest with at most one head: an id twice, an unknown parent, a
     *     circle, two heads
     */
    public LayerTree(Collection<Node> nodes) {
        for (Node node : nodes) {
            require(this.nodes.put(node.id(), node) == null, "layer " + node.id() + " is given twice");
        }
        require(nodes.stream().filter(Node::head).count() <= 1, "there are two heads");
        for (Node node : nodes) {
            if (node.parent() != null) {
                require(this.nodes.containsKey(node.parent()), "the parent of layer " + node.id() + " is unknown");
                children.computeIfAbsent(node.parent(), parent -> new ArrayList<>()).add(node);
            }
        }
        Set<UUID> rooted = new HashSet<>();
        for (Node node : nodes) {
            requireRoot(node, rooted);
        }
    }

    /** The step to do next, deletions first; empty if nothing can be given up until a pin goes. */
    public Optional<ReclaimStep> next() {
        return nextDelete().or(this::nextMerge);
    }

    private Optional<ReclaimStep> nextDelete() {
        return nodes.values().stream()
                .filter(node -> node.isDispensable() && childrenOf(node).isEmpty())
                .findFirst()
                .map(node -> new ReclaimStep.Delete(node.id()));
    }

    private Optional<ReclaimStep> nextMerge() {
        for (Node base : nodes.values()) {
            if (base.isDispensable() && childrenOf(base).size() == 1) {
                Node top = childrenOf(base).get(0);
                List<Node> above = childrenOf(top);
                if (top.owned() && above.isEmpty()) {
                    return Optional.of(new ReclaimStep.MergeDown(base.id(), top.id(), null));
                }
                if (top.owned() && above.size() == 1 && above.get(0).owned()) {
                    return Optional.of(new ReclaimStep.MergeDown(base.id(), top.id(), above.get(0).id()));
                }
            }
        }
        return Optional.empty();
    }

    private List<Node> childrenOf(Node node) {
        return children.getOrDefault(node.id(), List.of());
    }

    /** Walks down until a root, or a layer known to stand on one. */
    private void requireRoot(Node from, Set<UUID> rooted) {
        Set<UUID> path = new HashSet<>();
        for (Node node = from; node != null && !rooted.contains(node.id()); node = nodes.get(node.parent())) {
            require(path.add(node.id()), "layer " + node.id() + " stands on itself");
        }
        rooted.addAll(path);
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
