package org.stillframe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Who may do what, as {@code authorization.tsv} tells it; what its columns mean stands there. */
public final class AuthorizationTable {
    private static final String ANY_TOKEN = "any token";

    private AuthorizationTable() {}

    /** Whose things an endpoint reaches. */
    public enum Isolation {
        OBJECT,
        BODY,
        LIST,
        CALLER,
        STREAM,
        NONE
    }

    /**
     * An endpoint.
     *
     * @param scope what a token needs for it; none if being a live one is enough
     */
    public record Row(String method, String path, Optional<String> scope, Isolation isolation) {
        public String name() {
            return method + " " + path;
        }

        public boolean hasId() {
            return path.contains("{id}");
        }

        public String path(String id) {
            return path.replace("{id}", id).replace("{delivery}", "1");
        }

        /** What the path lists, or has one of: {@code snapshots}. */
        public String collection() {
            return path.split("/")[3];
        }

        @Override
        public String toString() {
            return name();
        }
    }

    public static List<Row> rows() {
        try (InputStream table = AuthorizationTable.class.getResourceAsStream("/authorization.tsv")) {
            return new String(table.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> row(line.split("\t")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Row row(String[] cells) {
        return new Row(
                cells[0],
                cells[1],
                Optional.of(cells[2]).filter(scope -> !scope.equals(ANY_TOKEN)),
                Isolation.valueOf(cells[3].toUpperCase(java.util.Locale.ROOT)));
    }
}
