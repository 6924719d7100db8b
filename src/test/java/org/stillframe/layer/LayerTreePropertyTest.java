package org.stillframe.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import org.stillframe.layer.Action.Create;
import org.stillframe.layer.Action.Delete;
import org.stillframe.layer.Action.Ending;
import org.stillframe.layer.Action.Reclaim;
import org.stillframe.layer.Action.Write;

/**
 * Random lives of servers, other ones in every run. One that fails is told with its seed and in its shortest form; {@code
 * @Property(seed = "…")} repeats the run.
 */
class LayerTreePropertyTest {
    private static final int LIVES = 5_000;
    private static final Figures FIGURES = new Figures();

    @Property(tries = LIVES, edgeCases = EdgeCasesMode.NONE)
    void reclaimKeepsEveryPinnedContentAndBoundsTheLayers(@ForAll("lives") Life life) {
        ServerLife.live(life, new MemoryHost(life.disks(), life.foreign()), FIGURES);
    }

    @Example
    void aMergeThatNobodyWroteDownIsFoundDoneAndHoldsNothingUpLater() {
        Action write = new Write(0, 0, 4, (byte) 1);
        List<Action> actions = List.of(
                new Create(),
                write,
                new Create(),
                write,
                new Create(),
                new Delete(1),
                new Reclaim(Ending.UNRECORDED, 100),
                new Create(),
                new Delete(0));

        ServerLife.live(new Life(1, 0, false, actions), new MemoryHost(1, 0), new Figures());
    }

    @Provide
    Arbitrary<Life> lives() {
        return Life.lives(0, 60);
    }

    /** Only of a whole run: one that failed, or repeats a sample, is short. */
    @AfterContainer
    static void theLivesWereWorthSomething() {
        if (FIGURES.counted("sequences") >= LIVES) {
            assertThat(FIGURES.counted("merge")).as("merges in " + FIGURES).isGreaterThan(LIVES);
            assertThat(FIGURES.counted("merge found done")).as("merges nobody had written down").isGreaterThan(LIVES / 50);
            assertThat(FIGURES.worst("layers per pin")).isBetween(1.5, 3.0);
        }
    }
}
