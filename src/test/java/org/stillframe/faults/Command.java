package org.stillframe.faults;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end. */
record Command(int status, String output) {
    private static final long LONGEST_SECONDS = 120;

    /** Runs it, however it ends; one that takes for ever is killed. */
    static Command attempt(Map<String, String> environment, List<String> words) {
        try {
            File output = File.createTempFile("faults", ".out");
            try {
                ProcessBuilder builder = new ProcessBuilder(words)
                        .redirectErrorStream(true)
                        .redirectInput(new File("/dev/null"))
                        .redirectOutput(output);
                builder.environment().putAll(environment);
                Process process = builder.start();
                if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
                return new Command(process.exitValue(), text(output));
            } finally {
                output.delete();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String text(File file) throws IOException {
        return new String(java.nio.file.Files.readAllBytes(file.toPath()), StandardCharsets.UTF_8).strip();
    }

    static Command attempt(String... words) {
        return attempt(Map.of(), List.of(words));
    }

    /** What it printed, once it has ended well. */
    static String run(String... words) {
        Command ended = attempt(words);
        if (ended.status != 0) {
            throw new IllegalStateException(String.join(" ", words) + ": " + ended.output);
        }
        return ended.output;
    }
}
