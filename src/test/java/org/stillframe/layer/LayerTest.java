package org.stillframe.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class LayerTest {
    private static final Instant NOW = Instant.parse("2025-01-15T18:30:00Z");
    private static final long DISK = 7;

    @Test
    void aMergedLayerLivesInTheLowerFileOnTheLowerParent() {
        Layer root = Layer.found(DISK, null, "/pool/root", LayerOrigin.ADOPTED, NOW);
        Layer base = Layer.found(DISK, root.getId(), "/pool/base", LayerOrigin.CUT, NOW);
        Layer top = Layer.found(DISK, base.getId(), "/pool/top", LayerOrigin.CUT, NOW);
        base.merging("reclaim");

        base.giveFileTo(top, "reclaim");

        assertThat(top.getPath()).isEqualTo("/pool/base");
        assertThat(top.getParentId()).isEqualTo(root.getId());
        assertThat(top.getState()).isEqualTo(LayerState.READY);
        assertThat(top.getOperationId()).isNull();
    }

    @Test
    void theMergedBaseKeepsTheFileThatWasLeftUntilItIsDeleted() {
        Layer base = Layer.found(DISK, null, "/pool/base", LayerOrigin.ADOPTED, NOW);
        Layer top = Layer.found(DISK, base.getId(), "/pool/top", LayerOrigin.CUT, NOW);

        base.giveFileTo(top, "reclaim");

        assertThat(base.getPath()).isEqualTo("/pool/top");
        assertThat(base.getState()).isEqualTo(LayerState.DELETING);
        assertThat(base.getParentId()).as("nothing keeps its parent from being merged").isNull();
        assertThat(base.getOperationId()).isEqualTo("reclaim");
        assertThat(top.getParentId()).as("the merged root has no parent").isNull();
    }

    @Test
    void aCopyStandsAloneOnceItIsMade() {
        Layer original = Layer.found(DISK, null, "/nvram/vars.fd", LayerOrigin.ADOPTED, NOW);
        Layer copy = Layer.found(DISK, original.getId(), "/nvram/copy.fd", LayerOrigin.CUT, NOW);

        copy.copied();

        assertThat(copy.getParentId()).as("the original may go").isNull();
        assertThat(copy.getState()).isEqualTo(LayerState.READY);
        assertThat(copy.getOperationId()).isNull();
    }

    @Test
    void anInterruptedMergeLeavesTheLayerReadyForTheNext() {
        Layer base = Layer.found(DISK, null, "/pool/base", LayerOrigin.ADOPTED, NOW);
        base.merging("reclaim");
        assertThat(base.getState()).isEqualTo(LayerState.MERGING);

        base.made();

        assertThat(base.getState()).isEqualTo(LayerState.READY);
        assertThat(base.getOperationId()).isNull();
    }
}
