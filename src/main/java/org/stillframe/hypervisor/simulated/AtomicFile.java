package org.stillframe.hypervisor.simulated;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;

/** Small files of keys and values that are replaced as a whole, so that a kill leaves the old or the new one. */
final class AtomicFile {
    private AtomicFile() {}

    /** Throws {@link java.nio.file.NoSuchFileException} when there is none. */
    static Properties read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties;
    }

    static void write(Path file, Map<String, String> values) throws IOException {
        StringWriter text = new StringWriter();
        for (Map.Entry<String, String> entry : new TreeMap<>(values).entrySet()) {
            text.write(escape(entry.getKey()) + "=" + escape(entry.getValue()) + "\n");
        }
        Path temporary = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            Files.writeString(temporary, text.toString());
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** {@link Properties#store} would do, but puts the date of the day on top. */
    private static String escape(String text) {
        return text.replace("\\", "\\\\")
                .replace("\n", "\\n")
                .replace("=", "\\=")
                .replace(":", "\\:")
                .replace("#", "\\#")
                .replace("!", "\\!")
                .replace(" ", "\\ ");
    }
}
