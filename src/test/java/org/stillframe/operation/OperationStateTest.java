package org.stillframe.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.stillframe.operation.OperationState.CANCELLED;
import static org.stillframe.operation.OperationState.FAILED;
import static org.stillframe.operation.OperationState.QUEUED;
import static org.stillframe.operation.OperationState.RUNNING;
import static org.stillframe.operation.OperationState.SUCCEEDED;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.stillframe.operation.OperationState.Event;

class OperationStateTest {
    /** The whole table; every pair that is not in it is refused. */
    private static final Map<OperationState, Map<Event, OperationState>> TABLE = Map.of(
            QUEUED, Map.of(Event.CLAIM, RUNNING, Event.FAIL, FAILED, Event.CANCEL, CANCELLED),
            RUNNING, Map.of(
                    Event.CLAIM, RUNNING,
                    Event.POSTPONE, QUEUED,
                    Event.SUCCEED, SUCCEEDED,
                    Event.FAIL, FAILED,
                    Event.CANCEL, CANCELLED),
            SUCCEEDED, Map.of(),
            FAILED, Map.of(),
            CANCELLED, Map.of());

    @ParameterizedTest
    @EnumSource
    void takesExactlyTheEventsOfTheTable(OperationState state) {
        for (Event event : Event.values()) {
            OperationState next = TABLE.get(state).get(event);
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
    @CsvSource({"QUEUED,false", "RUNNING,false", "SUCCEEDED,true", "FAILED,true", "CANCELLED,true"})
    void isTerminalExactlyWhenNothingLeavesIt(OperationState state, boolean terminal) {
        assertThat(state.isTerminal()).isEqualTo(terminal).isEqualTo(TABLE.get(state).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"QUEUED,queued", "RUNNING,running", "SUCCEEDED,succeeded", "FAILED,failed", "CANCELLED,cancelled"})
    void clientsSeeTheNamesOfTheContract(OperationState state, String name) {
        assertThat(state.code()).isEqualTo(name);
    }
}
