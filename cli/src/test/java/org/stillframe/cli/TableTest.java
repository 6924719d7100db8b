package org.stillframe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void columnsAreAligned() {
        assertThat(new Table("ID", "NAME", "SIZE").row(1, "short", null).row(12345, "a longer one", "6 MiB").lines(UnaryOperator.identity()))
                .containsExactly(
                        "ID      NAME           SIZE",
                        "1       short          -",
                        "12345   a longer one   6 MiB");
    }

    @Test
    void aColumnCanBeLeftOutWhereNothingIsKnown() {
        assertThat(new Table("ID", "ACCOUNT").row(1, null).onlyIfKnown("ACCOUNT").lines(UnaryOperator.identity()))
                .containsExactly("ID", "1");
        assertThat(new Table("ID", "ACCOUNT").row(1, null).row(2, "a").onlyIfKnown("ACCOUNT").lines(UnaryOperator.identity()))
                .containsExactly("ID   ACCOUNT", "1    -", "2    a");
    }

    @Test
    void coloursDoNotCountAsWidth() {
        assertThat(new Table("STATUS", "ID").row("failed", 1).row("completed", 2)
                        .lines(cell -> cell.equals("failed") ? "<" + cell + ">" : cell))
                .containsExactly("STATUS      ID", "<failed>      1", "completed   2");
    }

    @Test
    void whatComesFromOthersCannotMoveTheCursorOrFillTheScreen() {
        assertThat(new Table("TEXT").row("a\u001b[2Jb\u009bc\nd\u202ee").row("x".repeat(1000)).lines(UnaryOperator.identity()))
                .containsExactly("TEXT", "a [2Jb c d e", "x".repeat(59) + "…");
    }
}
