package org.stillframe.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.stillframe.Postgres;

/** Where the services keep their rows: each in a file of its own, or in a database of its own on one PostgreSQL. */
final class Store implements AutoCloseable {
    private static final String URL = "STILLFRAME_DATABASE_URL";
    private static final String FIRST = "postgres";

    private final Postgres server;

    private Store(Postgres server) {
        this.server = server;
    }

    /** @param kind h2 or postgresql */
    static Store of(String kind) throws IOException {
        // Commits reach the disk, as they do where data matters. And each of four services may have 32 connections.
        return new Store(kind.equals("h2") ? null : Postgres.start(Map.of("fsync", "on", "max_connections", "200")));
    }

    /** What a service must be told to use that database; the first one has no name. */
    Map<String, String> settings(String name) {
        if (server == null) {
            return Map.of();
        }
        Map<String, String> settings = new HashMap<>(server.settings());
        settings.computeIfPresent(URL, (key, url) -> url.substring(0, url.lastIndexOf('/') + 1) + name(name));
        return settings;
    }

    private static String name(String name) {
        return name.isEmpty() ? FIRST : "bench_" + name;
    }

    /** Makes a database like the first, with which no service may be at work. */
    void copyFirst(String name) throws SQLException {
        if (server != null) {
            try (Connection connection = server.connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("create database " + name(name) + " template " + FIRST);
            }
        }
    }

    /** @param directory of the service, which must not be at work */
    Connection connect(String name, Path directory) throws SQLException {
        Map<String, String> settings = settings(name);
        return server == null
                ? DriverManager.getConnection("jdbc:h2:file:" + directory.resolve("db/stillframe") + ";IFEXISTS=TRUE;CACHE_SIZE=1000000;AUTO_COMPACT_FILL_RATE=0", "", "")
                : DriverManager.getConnection(
                        settings.get(URL), settings.get("STILLFRAME_DATABASE_USER"), settings.get("STILLFRAME_DATABASE_PASSWORD"));
    }

    /**
     * Ends the filling. H2 uses the place of what was written over only after 45 seconds, so a million rows in one minute leave a file of
     * which nine tenths are garbage, for which every later commit pays; one that has grown row by row has used it again. PostgreSQL would
     * look through what is new by itself and write it out, during the first minutes of what is measured.
     *
     * @param connection the only one; of no use afterwards
     */
    void tidy(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (server == null) {
                statement.execute("shutdown compact");
            } else {
                statement.execute("vacuum analyze");
                statement.execute("checkpoint");
            }
        }
    }

    Population population(long snapshots) {
        return new Population(snapshots, server == null ? Population.H2 : Population.POSTGRESQL);
    }

    @Override
    public void close() throws IOException {
        if (server != null) {
            server.close();
        }
    }
}
