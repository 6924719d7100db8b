package org.stillframe.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.stillframe.hypervisor.Clusters;
import org.stillframe.hypervisor.Extents;
import org.stillframe.hypervisor.Extents.Layout;
import org.stillframe.layer.LayerTree.Node;

class ReclaimForecastTest {
    private static final UUID A = new UUID(0, 10);
    private static final UUID B = new UUID(0, 11);
    private static final UUID C = new UUID(0, 12);
    private static final UUID D = new UUID(0, 13);
    private static final UUID E = new UUID(0, 14);
    private static final long CLUSTER = 64 * 1024;
    private static final long TABLE = CLUSTER;
    private static final Layout LAYOUT = new Layout(CLUSTER, TABLE, CLUSTER * CLUSTER / 8);
    private static final int PER_SPAN = 8192;

    @Test
    void whatOthersPinIsNotFreed() {
        assertFreed(0, Set.of(), Map.of(A, file(0, 4), B, file(0, 4)), pinned(A, null), head(B, A));
    }

    @Test
    void aLeafGivesBackItsWholeFile() {
        Map<UUID, LayerFile> files = Map.of(A, file(0, 9), B, file(2, 5), C, file());
        assertFreed(files.get(B).allocatedBytes(), Set.of(B), files, pinned(A, null), pinned(B, A), head(C, A));
    }

    @Test
    void aMergeFreesTheUpperFileButForWhatOnlyItHad() {
        Map<UUID, LayerFile> files = Map.of(A, file(0, 10), B, file(5, 14));
        // Clusters 5 to 9 were in both, 10 to 13 have to move.
        assertFreed(files.get(B).allocatedBytes() - 4 * CLUSTER, Set.of(A), files, pinned(A, null), head(B, A));
    }

    @Test
    void aLowerFileThatGetsItsFirstTableGrowsByThatToo() {
        Map<UUID, LayerFile> files = Map.of(A, file(), B, file(0, 1, PER_SPAN, PER_SPAN + 1));
        assertFreed(
                files.get(B).allocatedBytes() - 2 * CLUSTER - 2 * TABLE, Set.of(A), files, pinned(A, null), head(B, A));
    }

    @Test
    void whatIsReclaimableAnywayDoesNotCount() {
        Map<UUID, LayerFile> files = Map.of(A, file(0, 4), B, file(0, 2), C, file(0, 3), D, file(7, 8));
        // D is nobody's already.
        assertFreed(
                files.get(B).allocatedBytes(),
                Set.of(B),
                files,
                pinned(A, null), pinned(B, A), head(C, A), free(D, B));
    }

    @Test
    void stepsThatOnlyTheDeletionMakesPossibleAreCounted() {
        // Without B, A is left with one child, so that C can go into it.
        Map<UUID, LayerFile> files = Map.of(A, file(0, 10), B, file(0, 3), C, file(8, 11));
        assertFreed(
                files.get(B).allocatedBytes() + files.get(C).allocatedBytes() - CLUSTER,
                Set.of(B),
                files,
                free(A, null), pinned(B, A), head(C, A));
    }

    @Test
    void aFileThatWaitsForAnotherFreesNothing() {
        assertFreed(
                0,
                Set.of(A),
                Map.of(A, file(0, 9), B, file(0, 9), C, file(0, 9)),
                pinned(A, null), pinned(B, A), head(C, A));
    }

    @Test
    void mergesOneAfterTheOtherAddUp() {
        Map<UUID, LayerFile> files = Map.of(A, file(0, 4), B, file(2, 6), C, file(5, 8), D, file());
        assertFreed(
                files.get(B).allocatedBytes() + files.get(C).allocatedBytes() - 4 * CLUSTER,
                Set.of(A, B),
                files,
                pinned(A, null), pinned(B, A), pinned(C, B), head(D, C));
    }

    @Test
    void filesOfOthersAreNeitherFreedNorAskedFor() {
        Map<UUID, LayerFile> files = Map.of(B, file(0, 4), C, file(0, 4));
        assertFreed(files.get(C).allocatedBytes(), Set.of(B), files, foreign(A, null), pinned(B, A), head(C, B));
    }

    @Test
    void onlyFilesOfAStepAreAskedFor() {
        Set<UUID> asked = new HashSet<>();
        List<Node> nodes = List.of(pinned(A, null), pinned(B, A), pinned(C, B), head(D, C), free(E, A));
        ReclaimForecast forecast = new ReclaimForecast(nodes, layer -> {
            assertThat(asked.add(layer)).as("asked for the first time").isTrue();
            return file(0, 1);
        });

        forecast.freedBytes(Set.of(C));
        forecast.freedBytes(Set.of(C));

        assertThat(asked).containsExactlyInAnyOrder(C, D, E);
    }

    @Test
    void clustersThatCannotBeOverwrittenAreAddedAnew() {
        Extents compressed = new Extents(LAYOUT, clusters(0, 4), clusters(), clusters());
        Map<UUID, LayerFile> files = Map.of(A, new LayerFile(CLUSTER, compressed), B, file(0, 2));
        assertFreed(files.get(B).allocatedBytes() - 2 * CLUSTER, Set.of(A), files, pinned(A, null), head(B, A));
    }

    @Test
    void zerosAreWrittenWhereAChildIsHandedOverAndDiscardElsewhere() {
        Extents zeros = new Extents(LAYOUT, clusters(0, 3), clusters(0, 3), clusters());
        Map<UUID, LayerFile> files = Map.of(A, file(2, 9), B, new LayerFile(9 * CLUSTER, zeros), C, file());
        assertFreed(10 * CLUSTER, Set.of(A), files, pinned(A, null), head(B, A));
        assertFreed(7 * CLUSTER, Set.of(A), files, pinned(A, null), pinned(B, A), head(C, B));
    }

    @Test
    void aMergeMayTakeRoom() {
        Extents compressed = new Extents(LAYOUT, clusters(0, 30), clusters(), clusters());
        Map<UUID, LayerFile> files = Map.of(A, file(), B, new LayerFile(CLUSTER, compressed));
        assertFreed(CLUSTER - 30 * CLUSTER - TABLE, Set.of(A), files, pinned(A, null), head(B, A));
    }

    @Test
    void aSparseFileIsTakenToGrowByAllThatItsHolesCanTake() {
        LayerFile full = new LayerFile(100 * CLUSTER, Extents.flat(CLUSTER, 100 * CLUSTER));
        LayerFile sparse = new LayerFile(97 * CLUSTER, Extents.flat(CLUSTER, 100 * CLUSTER));
        LayerFile top = file(10, 20);
        assertFreed(top.allocatedBytes(), Set.of(A), Map.of(A, full, B, top), pinned(A, null), head(B, A));
        assertFreed(top.allocatedBytes() - 3 * CLUSTER, Set.of(A), Map.of(A, sparse, B, top), pinned(A, null), head(B, A));
        LayerFile zeros = new LayerFile(9 * CLUSTER, new Extents(LAYOUT, clusters(0, 4), clusters(0, 4), clusters()));
        assertFreed(13 * CLUSTER, Set.of(A), Map.of(A, full, B, zeros), pinned(A, null), head(B, A));
        assertFreed(10 * CLUSTER, Set.of(A), Map.of(A, sparse, B, zeros), pinned(A, null), head(B, A));
    }

    @Test
    void aLowerFileOfBiggerClustersGrowsByWholeOnes() {
        long big = 2 * 1024 * 1024;
        Extents below = new Extents(new Layout(big, big, big * big / 8), clusters(0, 1), clusters(), clusters(0, 1));
        LayerFile top = file(31, 33);
        assertFreed(
                40 * CLUSTER - big,
                Set.of(A),
                Map.of(A, new LayerFile(big, below), B, new LayerFile(40 * CLUSTER, top.extents())),
                pinned(A, null), head(B, A));
    }

    private static void assertFreed(long bytes, Set<UUID> unpinned, Map<UUID, LayerFile> files, Node... nodes) {
        ReclaimForecast forecast = new ReclaimForecast(List.of(nodes), layer -> {
            assertThat(files).as("files that may be asked for").containsKey(layer);
            return files.get(layer);
        });
        assertThat(forecast.freedBytes(unpinned)).isEqualTo(bytes);
    }

    /** A file that occupies what it holds, and three clusters more. */
    private static LayerFile file(long... borders) {
        Clusters held = clusters(borders);
        return new LayerFile((held.count() + 3) * CLUSTER, new Extents(LAYOUT, held, clusters(), held));
    }

    private static Clusters clusters(long... borders) {
        Clusters clusters = new Clusters();
        for (int i = 0; i < borders.length; i += 2) {
            clusters.add(borders[i], borders[i + 1]);
        }
        return clusters;
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
