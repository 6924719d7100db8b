package org.stillframe.reference;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import org.stillframe.error.ErrorCode;

/** Explains each code that an error of the API can carry; the {@code type} of an error leads to its place here. */
@Named
@ApplicationScoped
public class ErrorGuide {
    private static final String EXPLANATIONS = "/META-INF/error-guide.properties";

    private final List<Entry> entries = read();

    /** One code, with what it means and what to do about it. */
    public record Entry(String code, int status, String title, String explanation) {}

    /** All codes, by their HTTP status. */
    public List<Entry> getEntries() {
        return entries;
    }

    private static List<Entry> read() {
        Properties explanations = new Properties();
        try (Reader file = new InputStreamReader(ErrorGuide.class.getResourceAsStream(EXPLANATIONS), StandardCharsets.UTF_8)) {
            explanations.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Arrays.stream(ErrorCode.values())
                .sorted(Comparator.comparing(ErrorCode::status).thenComparing(ErrorCode::code))
                .map(code -> new Entry(code.code(), code.status(), code.title(), explanations.getProperty(code.code())))
                .toList();
    }
}
