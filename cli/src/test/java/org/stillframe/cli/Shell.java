package org.stillframe.cli;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.stillframe.cli.Surroundings.Terminals;
import picocli.CommandLine;

/** Calls the program as a shell would, with a clock that runs only while it sleeps. */
final class Shell {
    record Run(int exit, String out, String err) {}

    private final Map<String, String> environment = new HashMap<>();
    private final List<Duration> sleeps = new ArrayList<>();
    private Terminals terminals = new Terminals(false, false, false);
    private String input = "";
    private String secret;
    private long nanos;

    Shell(Path home) {
        environment.put("HOME", home.toString());
    }

    Shell with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Shell loggedInTo(Stub stub) {
        return with("STILLFRAME_URL", stub.url()).with("STILLFRAME_TOKEN", "token-of-a-test");
    }

    Shell atTerminal() {
        terminals = new Terminals(true, true, true);
        return this;
    }

    /** On standard input. */
    Shell typing(String text) {
        input = text;
        return this;
    }

    /** Where there is no echo. */
    Shell typingSecretly(String text) {
        secret = text;
        return this;
    }

    List<Duration> sleeps() {
        return sleeps;
    }

    Run run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Stillframe.commandLine(new Surroundings(
                environment, new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), terminals, prompt -> secret,
                ZoneId.of("Europe/Berlin"), () -> nanos, this::sleep));
        commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int exit = commandLine.execute(arguments);
        return new Run(exit, out.toString(), err.toString());
    }

    private void sleep(Duration duration) {
        sleeps.add(duration);
        nanos += duration.toNanos();
    }
}
