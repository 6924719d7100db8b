package org.stillframe.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.stillframe.snapshot.SnapshotState.COMPLETED;
import static org.stillframe.snapshot.SnapshotState.DELETED;
import static org.stillframe.snapshot.SnapshotState.FAILED;
import static org.stillframe.snapshot.SnapshotState.IN_PROGRESS;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.stillframe.snapshot.SnapshotState.Event;

class SnapshotStateTest {
    /** The whole table; every pair that is not in it is refused. */
    private static final Map<SnapshotState, Map<Event, SnapshotState>> TABLE = Map.of(
            IN_PROGRESS, Map.of(Event.COMPLETE, COMPLETED, Event.FAIL, FAILED, Event.DELETE, DELETED),
            COMPLETED, Map.of(Event.LOSE, FAILED, Event.DELETE, DELETED),
            FAILED, Map.of(Event.RECOVER, COMPLETED, Event.DELETE, DELETED),
            DELETED, Map.of());

    @ParameterizedTest
    @EnumSource
    void takesExactlyTheEventsOfTheTable(SnapshotState state) {
        for (Event event : Event.values()) {
            SnapshotState next = TABLE.get(state).get(event);
            if (next == null) {
                assertThatIllegalStateException()
                        .as(state + " on " + event)
                        .isThrownBy(() -> state.on(event))
                        .withMessageContaining(state.code())
                        .withMessageContaining(event.name());
            } else {
                assertThat(state.on(event)).as(state + " on " + event).isEqualTo(next);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"IN_PROGRESS,false", "COMPLETED,false", "FAILED,false", "DELETED,true"})
    void isTerminalExactlyWhenNothingLeavesIt(SnapshotState state, boolean terminal) {
        assertThat(state.isTerminal()).isEqualTo(terminal).isEqualTo(TABLE.get(state).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"IN_PROGRESS,in_progress", "COMPLETED,completed", "FAILED,failed"})
    void clientsSeeTheNamesOfTheContract(SnapshotState state, String name) {
        assertThat(state.code()).isEqualTo(name);
    }
}
