package org.stillframe.account;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A file of {@code NAME=value} lines that a shell can source, readable by its owner alone. Values need no quoting. */
public final class EnvironmentFile {
    private final Path file;

    public EnvironmentFile(Path file) {
        this.file = file;
    }

    /** What the file holds; empty if there is none. */
    public Map<String, String> read() {
        Map<String, String> values = new LinkedHashMap<>();
        try {
            if (Files.exists(file)) {
                for (String line : Files.readAllLines(file)) {
                    int equals = line.indexOf('=');
                    if (equals > 0) {
                        values.put(line.substring(0, equals), line.substring(equals + 1));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
        return values;
    }

    /** Replaces the file as a whole. */
    public void write(Map<String, String> values) {
        PrivateFile.write(
                file,
                values.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                        .collect(Collectors.joining()));
    }
}
