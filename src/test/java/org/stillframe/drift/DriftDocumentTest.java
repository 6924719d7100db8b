package org.stillframe.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What operators read of each kind of drift is so. */
class DriftDocumentTest {
    private static final Path DOCUMENT = Path.of("docs", "drift.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z_]+)`( †)? \\| ([CWI]) \\| .* \\| ([^|]+) \\|$");

    @ParameterizedTest
    @EnumSource
    void everyKindIsToldWithItsSeverityItsRepairsAndWhetherReclaimWaits(DriftKind kind) throws IOException {
        Matcher row = ROW.matcher(Files.readString(DOCUMENT));
        while (row.find()) {
            if (row.group(1).equals(kind.code())) {
                assertThat(row.group(2) != null).as("†").isEqualTo(kind.isUnsafe());
                assertThat(row.group(3)).isEqualTo(kind.severity().name().substring(0, 1));
                List<String> told = Pattern.compile("adopt|repair|forget").matcher(row.group(4)).results().map(found -> found.group()).toList();
                assertThat(told).isEqualTo(kind.repairs().stream().map(DriftRepair::code).toList());
                return;
            }
        }
        throw new AssertionError(kind.code() + " is not in " + DOCUMENT);
    }

    @Test
    void noKindIsToldThatDoesNotExist() throws IOException {
        assertThat(ROW.matcher(Files.readString(DOCUMENT)).results().count()).isEqualTo(DriftKind.values().length);
    }
}
