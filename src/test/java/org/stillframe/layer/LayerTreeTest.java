package org.stillframe.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.stillframe.layer.LayerTree.Node;
import org.stillframe.layer.ReclaimStep.Delete;
import org.stillframe.layer.ReclaimStep.MergeDown;

class LayerTreeTest {
    private static final UUID A = new UUID(0, 10);
    private static final UUID B = new UUID(0, 11);
    private static final UUID C = new UUID(0, 12);
    private static final UUID D = new UUID(0, 13);
    private static final UUID E = new UUID(0, 14);

    @Test
    void nothingIsLeftToDoWithoutLayers() {
        assertNext(null);
    }

    @Test
    void aHeadAloneStays() {
        assertNext(null, head(A, null));
    }

    @Test
    void aLeafNobodyPinsIsDeleted() {
        assertNext(new Delete(B), pinned(A, null), free(B, A), head(C, A));
    }

    @Test
    void aPinnedLeafStays() {
        assertNext(null, pinned(A, null), pinned(B, A), head(C, A));
    }

    @Test
    void theHeadIsMergedIntoALayerNobodyPins() {
        assertNext(new MergeDown(A, B, null), free(A, null), head(B, A));
    }

    @Test
    void aPinnedLeafIsMergedIntoALayerNobodyPins() {
        assertNext(new MergeDown(B, C, null), pinned(A, null), free(B, A), pinned(C, B), head(D, A));
    }

    @Test
    void aPinnedLayerIsMergedIntoTheOneBelowAndItsChildHandedOver() {
        assertNext(new MergeDown(A, B, C), free(A, null), pinned(B, A), head(C, B));
    }

    @Test
    void nothingIsMergedIntoAPinnedLayerOrTheHead() {
        assertNext(null, pinned(A, null), head(B, A));
        assertNext(null, head(A, null), pinned(B, A));
    }

    @Test
    void aLayerWithSeveralChildrenWaits() {
        assertNext(null, free(A, null), pinned(B, A), head(C, A));
    }

    @Test
    void aLayerWaitsWhoseOnlyChildHasSeveralChildren() {
        assertNext(null, free(A, null), pinned(B, A), pinned(C, B), head(D, B));
    }

    @Test
    void aDeletionComesBeforeAMerge() {
        assertNext(new Delete(E), free(A, null), pinned(B, A), head(C, B), pinned(D, C), free(E, D));
    }

    @Test
    void whatBranchedIsMergedOnceOnlyOneChildIsLeft() {
        assertNext(new Delete(B), free(A, null), free(B, A), head(C, A));
        assertNext(new MergeDown(A, C, null), free(A, null), head(C, A));
    }

    @Test
    void filesOfOthersAreNeitherDeletedNorMerged() {
        assertNext(null, foreign(A, null), foreign(B, A), head(C, B));
        assertNext(null, foreign(A, null));
        assertNext(null, free(A, null), foreign(B, A), head(C, B));
        assertNext(null, free(A, null), head(B, A), foreign(C, B));
        assertNext(new MergeDown(B, C, null), foreign(A, null), free(B, A), head(C, B));
    }

    @Test
    void whatIsNoTreeIsRejected() {
        assertRejected("unknown", free(B, A));
        assertRejected("itself", free(A, B), free(B, A));
        assertRejected("itself", free(A, A));
        assertRejected("heads", head(A, null), head(B, A));
        assertRejected("twice", free(A, null), free(A, null));
    }

    private static void assertRejected(String reason, Node... nodes) {
        assertThatIllegalArgumentException().isThrownBy(() -> tree(nodes)).withMessageContaining(reason);
    }

    private static void assertNext(ReclaimStep expected, Node... nodes) {
        assertThat(tree(nodes).next()).isEqualTo(Optional.ofNullable(expected));
    }

    private static LayerTree tree(Node... nodes) {
        return new LayerTree(List.of(nodes));
    }

    private static Node free(UUID id, UUID parent) {
        return new Node(id, parent, false, false, true);
    }

    private static Node pinned(UUID id, UUID parent) {
        return new Node(id, parent, true, false, true);
    }

    private static Node head(UUID id, UUID parent) {
        return new Node(id, parent, false, true, true);
    }

    private static Node foreign(UUID id, UUID parent) {
        return new Node(id, parent, false, false, false);
    }
}
