package org.stillframe.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentFileTest {
    @TempDir
    private Path directory;

    @Test
    void readsBackWhatItWroteInOrder() {
        EnvironmentFile file = new EnvironmentFile(directory.resolve("new").resolve("demo.env"));
        Map<String, String> values = new LinkedHashMap<>();
        values.put("STILLFRAME_URL", "http://localhost:8080");
        values.put("STILLFRAME_TOKEN", "abc.d=ef==");
        values.put("EMPTY", "");

        file.write(values);

        assertThat(file.read()).containsExactlyEntriesOf(values);
    }

    @Test
    void aFileThatIsNotThereHoldsNothing() {
        assertThat(new EnvironmentFile(directory.resolve("absent")).read()).isEmpty();
    }

    @Test
    void onlyItsOwnerMayReadItEvenAfterItWasOpenToAll() throws IOException {
        Path path = directory.resolve("demo.env");
        Files.writeString(path, "OLD=1\n");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));

        new EnvironmentFile(path).write(Map.of("NEW", "2"));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path))).isEqualTo("rw-------");
        assertThat(path).hasContent("NEW=2\n");
    }

    @Test
    void leavesNoDraftBehind() throws IOException {
        new EnvironmentFile(directory.resolve("demo.env")).write(Map.of("A", "1"));

        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void passesOverLinesThatAreNoAssignments() throws IOException {
        Path path = directory.resolve("demo.env");
        Files.writeString(path, "# a comment\n\n=nothing\nNAME=value\nplain\n");

        assertThat(new EnvironmentFile(path).read()).containsExactly(Map.entry("NAME", "value"));
    }
}
