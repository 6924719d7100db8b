package org.stillframe.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApiPromisesTest {
    private final List<Measured> calls = new ArrayList<>();
    private final List<WholeList> lists = new ArrayList<>();

    @Test
    void theListOfAServerMustReachThreeThousandASecondWithinFiftyMilliseconds() {
        Measured list = call("list of a server", 32);
        list.add(100, new Wrk.Result(3000, 10, 50));
        list.add(1_000_000, new Wrk.Result(3000, 10, 50));
        assertThat(bars()).extracting(Bar::met).containsExactly(true, true, true);

        Measured other = call("list of a server", 32);
        other.add(100, new Wrk.Result(2999, 10, 51));
        other.add(1_000_000, new Wrk.Result(3500, 10, 40));
        assertThat(bars()).extracting(Bar::met).containsExactly(false, false, true);
        assertThat(bars().get(0).worst()).isEqualTo("2999 (100 snapshots, h2)");
    }

    @Test
    void aMillionMayTakeAFifthLonger() {
        Measured call = call("get one", 8);
        call.add(100, new Wrk.Result(1200, 1, 1));
        call.add(10_000, new Wrk.Result(1, 1, 1));
        call.add(1_000_000, new Wrk.Result(1000, 1, 1));
        assertThat(bars()).extracting(Bar::met).containsExactly(true);

        call.bySize().get(1_000_000L).set(0, new Wrk.Result(990, 1, 1));
        assertThat(bars()).extracting(Bar::met).containsExactly(false);
    }

    @Test
    void growthIsTheMedianOfRoundsThatAreComparedEachByItself() {
        Measured call = call("get one", 8);
        for (double[] round : new double[][] {{1000, 1000}, {400, 100}, {500, 500}}) {
            call.add(100, new Wrk.Result(round[0], 1, 1));
            call.add(1_000_000, new Wrk.Result(round[1], 1, 1));
        }
        assertThat(call.growth()).isEqualTo(1.0);
    }

    @Test
    void aWholeListMayHoldThirtyTwoMebibytesOfTheHeap() {
        lists.add(new WholeList("h2", 100, 1, 1, 80, 112, 400));
        assertThat(bars()).extracting(Bar::met).containsExactly(true);

        lists.add(new WholeList("h2", 1_000_000, 1, 1, 80, 113, 400));
        assertThat(bars()).extracting(Bar::met).containsExactly(false);
    }

    @Test
    void refusedRequestsAreNoSpeed() {
        assertThat(Wrk.read("requests=300 microseconds=2000000 failed=0 p50=1500 p99=2500"))
                .isEqualTo(new Wrk.Result(150, 1.5, 2.5));
        assertThatThrownBy(() -> Wrk.read("requests=300 microseconds=2000000 failed=1 p50=1500 p99=2500"))
                .hasMessageContaining("failed=1");
    }

    private Measured call(String name, int connections) {
        Measured call = new Measured("h2", name, connections);
        calls.add(call);
        return call;
    }

    private List<Bar> bars() {
        return new ApiPromises(calls, lists).bars();
    }
}
