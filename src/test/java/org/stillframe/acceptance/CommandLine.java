package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.stillframe.Build;

/** The command line as a user without a terminal calls it, a script say. */
final class CommandLine {
    record Run(String command, int exit, String out, String err) {
        Run expect(int expected) {
            assertThat(exit).as(toString()).isEqualTo(expected);
            return this;
        }

        JsonObject json() {
            return Json.createReader(new StringReader(out)).readObject();
        }
    }

    private static final Path PROGRAM = Path.of("stillframe").toAbsolutePath();

    private final Path home;

    private CommandLine(Path home) {
        this.home = home;
    }

    /** One that nobody has logged in with. */
    static CommandLine fresh(String name) throws IOException {
        Path home = Files.createDirectories(Build.directory(name));
        Files.deleteIfExists(home.resolve("stillframe/login.json"));
        return new CommandLine(home);
    }

    Run run(String... arguments) throws IOException, InterruptedException {
        return runWith("", arguments);
    }

    Run runWith(String input, String... arguments) throws IOException, InterruptedException {
        Path given = home.resolve("input");
        Path out = home.resolve("output");
        Path err = home.resolve("errors");
        Files.writeString(given, input);
        List<String> command = new ArrayList<>(List.of(PROGRAM.toString()));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(given.toFile()).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("STILLFRAME_"));
        builder.environment().put("XDG_CONFIG_HOME", home.toString());
        // The output does not depend on where the test is run.
        builder.environment().put("TZ", "UTC");
        Process process = builder.start();
        try {
            assertThat(process.waitFor(3, TimeUnit.MINUTES)).as(command + " ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Run(
                String.join(" ", arguments), process.exitValue(), Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    Path loginFile() {
        return home.resolve("stillframe/login.json");
    }
}
