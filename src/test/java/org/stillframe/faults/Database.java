package org.stillframe.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.stillframe.Postgres;

/** The service's database: a file that is part of its process, or a PostgreSQL, which can fail by itself. */
final class Database implements AutoCloseable {
    private static final int TRIES = 5;

    private final Path directory;
    private final Postgres server;

    private Database(Path directory, Postgres server) {
        this.directory = directory;
        this.server = server;
    }

    /** @param directory where the service keeps the file */
    static Database file(Path directory) {
        return new Database(directory, null);
    }

    static Database postgres() throws IOException {
        return new Database(null, Postgres.start());
    }

    /** What the service must be told to use it. */
    Map<String, String> settings() {
        return server == null ? Map.of() : server.settings();
    }

    /** What it says; a file is read from a copy, as a crash at this very moment would leave it. */
    Books books() {
        for (int i = 1; ; i++) {
            try (Connection connection = server == null ? copy() : server.connect()) {
                return Books.read(connection, server == null ? "_rowid_" : "created_at");
            } catch (SQLException | IllegalStateException e) {
                // A file was copied in the middle of a write.
                if (i == TRIES) {
                    throw new IllegalStateException("The database cannot be read", e);
                }
            }
        }
    }

    private Connection copy() throws SQLException {
        try {
            Files.copy(
                    directory.resolve("stillframe.mv.db"),
                    directory.resolve("copy.mv.db"),
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return DriverManager.getConnection("jdbc:h2:file:" + directory.resolve("copy") + ";IFEXISTS=TRUE", "", "");
    }

    /** Fails as it is told to. */
    void suffer(Fault fault) {
        try {
            if (fault == Fault.DATABASE_STILL) {
                server.freeze();
            } else {
                server.breakDown();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException("The database could not be made to fail", e);
        }
    }

    /** Ends what {@link #suffer} began. */
    void heal() {
        try {
            server.letGoOn();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            if (server != null) {
                server.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
