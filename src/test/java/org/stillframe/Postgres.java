package org.stillframe;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A PostgreSQL of a test's own, which can be made to stand still and to break down. */
public final class Postgres implements AutoCloseable {
    private static final String USER = "postgres";

    private final EmbeddedPostgres server;
    private final ProcessHandle process;

    private Postgres(EmbeddedPostgres server, ProcessHandle process) {
        this.server = server;
        this.process = process;
    }

    public static Postgres start() throws IOException {
        return start(Map.of());
    }

    /** @param configuration of the server, as in postgresql.conf */
    public static Postgres start(Map<String, String> configuration) throws IOException {
        Path data = Files.createTempDirectory(Files.createDirectories(Build.directory("postgres")), "data");
        EmbeddedPostgres.Builder builder =
                EmbeddedPostgres.builder().setDataDirectory(data).setServerConfig("max_connections", "100");
        configuration.forEach(builder::setServerConfig);
        EmbeddedPostgres server = builder.start();
        long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0));
        return new Postgres(server, ProcessHandle.of(pid).orElseThrow());
    }

    /** What a service must be told to use it. */
    public Map<String, String> settings() {
        return Map.of(
                "STILLFRAME_DATABASE_URL", "jdbc:postgresql://localhost:" + server.getPort() + "/postgres",
                "STILLFRAME_DATABASE_USER", USER,
                "STILLFRAME_DATABASE_PASSWORD", USER);
    }

    public Connection connect() throws SQLException {
        return server.getPostgresDatabase().getConnection();
    }

    /** The one value that a query answers with, as text. */
    public String value(String query) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? row.getString(1) : null;
        }
    }

    /** It keeps its connections and answers nothing, until it is let go on. */
    public void freeze() throws IOException {
        signal("-STOP", processes());
    }

    public void letGoOn() throws IOException {
        signal("-CONT", processes());
    }

    /** One of its processes dies, whereupon it ends all connections, recovers and serves again. */
    public void breakDown() throws IOException, SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
            row.next();
            signal("-KILL", List.of(ProcessHandle.of(row.getLong(1)).orElseThrow()));
        }
    }

    private List<ProcessHandle> processes() {
        return Stream.concat(Stream.of(process), process.descendants()).toList();
    }

    private static void signal(String signal, List<ProcessHandle> processes) throws IOException {
        for (ProcessHandle process : processes) {
            new ProcessBuilder("kill", signal, Long.toString(process.pid())).inheritIO().start().onExit().join();
        }
    }

    @Override
    public void close() throws IOException {
        letGoOn();
        server.close();
    }
}
