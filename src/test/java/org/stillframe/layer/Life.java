package org.stillframe.layer;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import org.stillframe.layer.Action.Create;
import org.stillframe.layer.Action.Delete;
import org.stillframe.layer.Action.Ending;
import org.stillframe.layer.Action.Expire;
import org.stillframe.layer.Action.Reclaim;
import org.stillframe.layer.Action.Restore;
import org.stillframe.layer.Action.SwitchPower;
import org.stillframe.layer.Action.Undo;
import org.stillframe.layer.Action.Write;

/**
 * What happens to a server, one action after the other.
 *
 * @param disks how many it has
 * @param foreign how many files of others lie below each disk's own
 * @param running whether it runs at first
 */
public record Life(int disks, int foreign, boolean running, List<Action> actions) {
    /** Random ones. */
    public static Arbitrary<Life> lives(int fewest, int most) {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.of(true, false),
                        anything().list().ofMinSize(fewest).ofMaxSize(most).withSizeDistribution(RandomDistribution.uniform()))
                .as(Life::new);
    }

    private static Arbitrary<Action> anything() {
        Arbitrary<Integer> choice = Arbitraries.integers().between(0, 11).withDistribution(RandomDistribution.uniform());
        Arbitrary<Boolean> maybe = Arbitraries.of(true, false);
        Arbitrary<Integer> slot = Arbitraries.integers().between(0, LayeredHost.SLOTS - 1);
        return Arbitraries.frequencyOf(
                Tuple.of(5, Combinators.combine(choice, slot, slot, Arbitraries.bytes())
                        .as((disk, from, slots, value) -> new Write(disk, from, slots + 1, value))),
                Tuple.of(4, Arbitraries.just(new Create())),
                Tuple.of(2, Combinators.combine(choice, maybe).as(Restore::new)),
                Tuple.of(1, Combinators.combine(choice, maybe).as(Undo::new)),
                Tuple.of(3, choice.map(Delete::new)),
                Tuple.of(1, choice.map(Expire::new)),
                Tuple.of(8, Combinators.combine(endings(), Arbitraries.integers().between(0, 100)).as(Reclaim::new)),
                Tuple.of(1, Arbitraries.just(new SwitchPower())));
    }

    private static Arbitrary<Ending> endings() {
        return Arbitraries.frequency(
                Tuple.of(5, Ending.DONE),
                Tuple.of(1, Ending.INTERRUPTED),
                Tuple.of(1, Ending.KILLED),
                Tuple.of(1, Ending.UNRECORDED));
    }
}
