package org.stillframe.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** Random lives of a disk, each told by its seed, against a model that holds whole copies. */
class LayerTreePropertyTest {
    private static final int LIVES = 2_000;
    private static final int MOST_ACTIONS = 60;

    @Test
    void reclaimKeepsEveryPinnedContentAndBoundsTheLayers() {
        long merges = 0;
        double worst = 0;
        for (long seed = 1; seed <= LIVES; seed++) {
            LayeredDisk disk = new LayeredDisk(random(seed));
            try {
                live(disk, random(-seed));
            } catch (AssertionError e) {
                throw new AssertionError("Seed " + seed + ", " + disk + ": " + e.getMessage(), e);
            }
            merges += disk.merges();
            worst = Math.max(worst, (double) disk.ownedLayers() / disk.pins());
        }
        assertThat(merges).as("merges, so that the lives are worth something").isGreaterThan(LIVES);
        assertThat(worst).as("layers per pin where it was worst").isBetween(1.2, 3.0);
    }

    private static void live(LayeredDisk disk, RandomGenerator random) {
        for (int action = random.nextInt(MOST_ACTIONS); action >= 0; action--) {
            switch (random.nextInt(8)) {
                case 0, 1 -> disk.write();
                case 2, 3 -> disk.create();
                case 4 -> disk.restore();
                case 5 -> disk.delete();
                default -> disk.reclaim(true);
            }
            disk.assertContents();
        }
        int most = 1_000;
        while (disk.reclaim(false)) {
            disk.assertContents();
            assertThat(most--).as("steps left before reclaim is taken to be endless").isPositive();
        }
        assertThat(disk.ownedLayers()).as("layers after reclaim").isLessThanOrEqualTo(3 * disk.pins());
    }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }
}
