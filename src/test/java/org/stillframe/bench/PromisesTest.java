package org.stillframe.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.stillframe.bench.Samples.Case;

class PromisesTest {
    private final Samples samples = new Samples();

    @Test
    void aDiskOfATebibyteMayTakeAFifthLonger() {
        take("service", 1, 100, 100, 900);
        take("service", 1024, 120, 10, 120);
        assertThat(bars()).extracting(Bar::met).containsExactly(true, true);

        take("service", 1024, 121, 121, 121, 121);
        assertThat(bars().get(0).met()).isFalse();
        assertThat(bars().get(0).worst()).isEqualTo("1.21 (create, live, 0 snapshots, 1 TiB)");
    }

    @Test
    void theServiceMayTakeThreeTenthsAndFiftyMillisecondsMoreThanVirsh() {
        take("service", 1, 180);
        take("virsh", 1, 100);
        assertThat(bars()).extracting(Bar::met).containsExactly(true, true);

        take("virsh", 1, 99, 99);
        assertThat(bars().get(0).met()).isFalse();
    }

    @Test
    void theSlowerOfTheRatesCounts() {
        take("service", 1, 1);
        List<Bar> bars = new Promises(samples, List.of(new Rate("live", 79, 100), new Rate("stopped", 9, 9))).bars();
        assertThat(bars.get(bars.size() - 1).met()).isFalse();
        assertThat(bars.get(bars.size() - 1).worst()).isEqualTo("0.79 (live)");
    }

    @Test
    void theMedianOfAnEvenNumberLiesInTheMiddle() {
        assertThat(Samples.median(List.of(4.0, 1.0, 3.0, 100.0))).isEqualTo(3.5);
    }

    @Test
    void figuresAreValidJson() {
        assertThat(Json.write(java.util.Map.of("a\"b", List.of(1, 0.5, true, "x"))))
                .isEqualTo("{\"a\\\"b\": [1, 0.500, true, \"x\"]}");
    }

    private void take(String side, long gibibytes, double... milliseconds) {
        for (double each : milliseconds) {
            samples.add(new Case("create", "live", gibibytes, 0, side), each);
        }
    }

    private List<Bar> bars() {
        return new Promises(samples, List.of(new Rate("live", 1, 1))).bars();
    }
}
