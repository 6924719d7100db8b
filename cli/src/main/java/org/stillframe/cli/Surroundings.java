package org.stillframe.cli;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What the program finds around it; tests make their own.
 *
 * @param terminals which of the streams 0 (input), 1 (output) and 2 (errors) are terminals
 * @param secret asks, without echo; null if the user ended the input
 * @param nanos a clock that only runs forward
 */
record Surroundings(
        Map<String, String> environment,
        InputStream input,
        Terminals terminals,
        Function<String, String> secret,
        ZoneId zone,
        LongSupplier nanos,
        Consumer<Duration> sleep) {

    record Terminals(boolean input, boolean output, boolean errors) {}

    static Surroundings ofProcess() {
        return new Surroundings(
                System.getenv(),
                System.in,
                new Terminals(isTerminal(0), isTerminal(1), isTerminal(2)),
                Surroundings::askSecretly,
                ZoneId.systemDefault(),
                System::nanoTime,
                Surroundings::sleep);
    }

    /** Java tells it of input and output together only, and of errors not at all. */
    private static boolean isTerminal(int stream) {
        Path link = Path.of("/proc/self/fd", Integer.toString(stream));
        try {
            String target = Files.readSymbolicLink(link).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return System.console() != null;
        }
    }

    private static String askSecretly(String prompt) {
        Console console = System.console();
        char[] typed = console == null ? null : console.readPassword("%s", prompt);
        return typed == null ? null : new String(typed);
    }

    private static void sleep(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitCode.FAILED, "Interrupted.");
        }
    }

    /** The variable; null if it is not set or empty. */
    String variable(String name) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? null : value;
    }

    /** The user's directory for settings. */
    Path configuration() {
        String configured = variable("XDG_CONFIG_HOME");
        boolean usable = configured != null && Path.of(configured).isAbsolute();
        return usable ? Path.of(configured) : Path.of(environment.getOrDefault("HOME", "."), ".config");
    }

    boolean hasColours() {
        return terminals.output() && variable("NO_COLOR") == null && !"dumb".equals(variable("TERM"));
    }
}
