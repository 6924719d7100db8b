package org.stillframe.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class ClustersTest {
    private static final int MOST = 40_000;

    @Test
    void isAPlainSetWhateverIsAddedAndTakenAway() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        for (int round = 0; round < 200; round++) {
            BitSet plainA = new BitSet();
            BitSet plainB = new BitSet();
            Clusters a = fill(random, plainA);
            Clusters b = fill(random, plainB);
            assertSame(a, plainA);
            BitSet both = (BitSet) plainA.clone();
            both.or(plainB);
            assertSame(a.plus(b), both);
            BitSet left = (BitSet) plainA.clone();
            left.andNot(plainB);
            assertSame(a.minus(b), left);
            assertSame(a, plainA);
            assertThat(a.minus(a)).isEqualTo(new Clusters()).hasSameHashCodeAs(new Clusters());
            assertSame(a.scaled(64, 256), scaled(plainA, 64, 256));
            assertSame(a.scaled(64, 16), scaled(plainA, 64, 16));
            assertSame(a.scaled(64, 64), plainA);
        }
    }

    @Test
    void farClustersCostNoMore() {
        Clusters far = new Clusters();
        far.add((1L << 40) - 1, (1L << 40) + 1);

        assertThat(far.contains(1L << 40)).isTrue();
        assertThat(far.contains((1L << 40) + 1)).isFalse();
        assertThat(far.count()).isEqualTo(2);
        assertThat(far.scaled(1, 1L << 40).count()).isEqualTo(2);
    }

    private static Clusters fill(RandomGenerator random, BitSet plain) {
        Clusters clusters = new Clusters();
        for (int i = random.nextInt(6); i > 0; i--) {
            int from = random.nextInt(MOST);
            int to = from + random.nextInt(random.nextBoolean() ? 20 : MOST / 2);
            clusters.add(from, to);
            plain.set(from, to);
        }
        return clusters;
    }

    private static BitSet scaled(BitSet plain, int bytes, int wanted) {
        BitSet scaled = new BitSet();
        plain.stream().forEach(i -> scaled.set(i * bytes / wanted, (i * bytes + bytes + wanted - 1) / wanted));
        return scaled;
    }

    private static void assertSame(Clusters clusters, BitSet plain) {
        assertThat(clusters.count()).isEqualTo(plain.cardinality());
        Clusters expected = new Clusters();
        plain.stream().forEach(i -> expected.add(i, i + 1L));
        assertThat(clusters).isEqualTo(expected);
        for (int i = 0; i < MOST; i += 997) {
            assertThat(clusters.contains(i)).isEqualTo(plain.get(i));
        }
    }
}
