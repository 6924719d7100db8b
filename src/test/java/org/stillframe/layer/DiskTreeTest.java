package org.stillframe.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.stillframe.layer.LayerTree.Node;

class DiskTreeTest {
    private static final UUID ROOT = new UUID(0, 1);
    private static final UUID MIDDLE = new UUID(0, 2);
    private static final UUID BRANCH = new UUID(0, 3);
    private static final UUID HEAD = new UUID(0, 4);

    @Test
    void aChainGoesFromTheSnapshotsLayerDownToTheRoot() {
        assertThat(tree(Map.of(1L, BRANCH), Set.of()).chain(1)).containsExactly(BRANCH, MIDDLE, ROOT);
        assertThat(tree(Map.of(1L, ROOT), Set.of()).chain(1)).containsExactly(ROOT);
    }

    @Test
    void theDepthIsThatOfTheHeadsChainWhateverElseBranches() {
        assertThat(tree(Map.of(1L, BRANCH), Set.of()).depth()).isEqualTo(3);
        assertThat(new DiskTree(List.of(new Node(ROOT, null, false, true, true)), Map.of(), Map.of(), Set.of()).depth()).isEqualTo(1);
    }

    @Test
    void aLayerThatAnotherSnapshotPinsTooStaysPinned() {
        DiskTree tree = tree(Map.of(1L, MIDDLE, 2L, MIDDLE, 3L, BRANCH), Set.of());
        assertThat(tree.pinnedOnlyBy(1)).isEmpty();
        assertThat(tree.pinnedOnlyBy(3)).containsExactly(BRANCH);
    }

    @Test
    void aLayerThatASafetyPointPinsTooStaysPinned() {
        DiskTree tree = tree(Map.of(1L, MIDDLE, 3L, BRANCH), Set.of(BRANCH));
        assertThat(tree.pinnedOnlyBy(3)).isEmpty();
        assertThat(tree.pinnedOnlyBy(1)).containsExactly(MIDDLE);
    }

    private static DiskTree tree(Map<Long, UUID> snapshots, Set<UUID> safetyPoints) {
        List<Node> nodes = List.of(
                new Node(ROOT, null, false, false, true),
                new Node(MIDDLE, ROOT, false, false, true),
                new Node(BRANCH, MIDDLE, false, false, true),
                new Node(HEAD, MIDDLE, false, true, true));
        return new DiskTree(nodes, Map.of(), snapshots, safetyPoints);
    }
}
