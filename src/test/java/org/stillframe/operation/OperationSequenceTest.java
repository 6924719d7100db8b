package org.stillframe.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OperationSequenceTest {
    @ParameterizedTest
    @EnumSource
    void everyKindHasStepsWithNamesOfTheirOwnAndAnUndo(OperationKind kind) {
        OperationSequence sequence = Sequences.of(kind);
        assertThat(sequence).as("sequence of " + kind).isNotNull();
        assertThat(sequence.steps()).isNotEmpty();
        assertThat(sequence.steps()).extracting(OperationStep::name).doesNotHaveDuplicates().doesNotContain(OperationUndo.NAME);
        assertThat(sequence.undo()).isNotNull();
    }

    @ParameterizedTest
    @EnumSource
    void progressNeverGoesBack(OperationKind kind) {
        List<Integer> progress = Sequences.of(kind).steps().stream().map(OperationStep::progress).toList();
        assertThat(progress).isSorted().allSatisfy(percent -> assertThat(percent).isBetween(0, 99));
    }
}
