package org.stillframe.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.Map;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stillframe.Postgres;

/**
 * With the options that the service connects with, PostgreSQL plans each of these statements once for all values, and reads no more rows
 * than it gives. The statements are those of {@code SnapshotSearch}, {@code OperationService}, {@code ServerSearch} and {@code
 * OperationLeases}, written down once more as SQL. Nearly every snapshot was made, as is usual: that is what plans go wrong by.
 */
class PostgresPlanIT {
    private static final int SNAPSHOTS = 50_000;
    private static final String SNAPSHOT = "select s.id, v.name, a.email from snapshot s left join server v on v.id = s.server_id"
            + " left join account a on a.id = v.account_id where s.status in ($1, $2, $3)";

    private static Postgres server;
    private static Connection connection;

    @BeforeAll
    static void fill() throws IOException, SQLException {
        server = Postgres.start();
        Map<String, String> settings = server.settings();
        String url = settings.get("STILLFRAME_DATABASE_URL");
        String user = settings.get("STILLFRAME_DATABASE_USER");
        String password = settings.get("STILLFRAME_DATABASE_PASSWORD");
        Flyway.configure().dataSource(url, user, password).load().migrate();
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("options", Files.readString(Path.of("server-config/postgresql.options")).strip());
        connection = DriverManager.getConnection(url, properties);
        try (Statement statement = connection.createStatement()) {
            for (int id : new int[] {2, 3}) {
                statement.execute("insert into account (id, email, name, admin, disabled, created_at) values (" + id + ", 'bench-" + id
                        + "@example.com', 'Bench', false, false, now())");
            }
            new Population(SNAPSHOTS, Population.POSTGRESQL).fill(connection, 2, 3);
            statement.execute("update snapshot set status = 'COMPLETED'");
            statement.execute("insert into server_sizing (server_id, begun_at) select id, now() from server");
            statement.execute("vacuum analyze");
        }
    }

    @AfterAll
    static void stop() throws IOException, SQLException {
        connection.close();
        server.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "all, the newest first | order by s.id desc limit $4 offset $5 | bigint, bigint",
                "all below | and s.id < $4 order by s.id desc limit $5 offset $6 | bigint, bigint, bigint",
                "of an account | and s.account_id = $4 order by s.account_id desc, s.id desc limit $5 offset $6 | bigint, bigint, bigint"
            })
    void aPageOfSnapshotsIsReadInItsOrder(String name, String rest, String types) throws SQLException {
        assertThat(plan("varchar, varchar, varchar, " + types, SNAPSHOT + " " + rest))
                .contains("$1", "on snapshot")
                .doesNotContain("Seq Scan", "Sort", "Gather", "Bitmap");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "all | order by o.created_at desc, o.id limit $3 offset $4 | bigint, bigint",
                "all after | and o.created_at <= $3 and (o.created_at < $3 or o.id > $4) order by o.created_at desc, o.id limit $5 offset $6"
                        + " | timestamp, varchar, bigint, bigint",
                "of an account | and o.account_id = $3 order by o.account_id desc, o.created_at desc, o.id limit $4 offset $5"
                        + " | bigint, bigint, bigint"
            })
    void aPageOfOperationsIsReadInItsOrder(String name, String rest, String types) throws SQLException {
        assertThat(plan("varchar, varchar, " + types, "select * from operation o where o.kind in ($1, $2) " + rest))
                .contains("$1")
                .doesNotContain("Seq Scan", "Sort", "Gather", "Bitmap");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "a server's snapshots | on snapshot | varchar, bigint, bigint | select s.id from snapshot s left join server v on v.id ="
                        + " s.server_id where s.status in ($1, 'FAILED') and v.account_id = $2 and s.server_id = $3 order by s.id desc",
                "an account's servers | server_of_account | bigint, bigint, bigint | select v.id from server v left join account a on a.id ="
                        + " v.account_id where v.account_id = $1 order by v.account_id desc, v.id desc limit $2 offset $3",
                "work that nobody does | operation_unfinished | varchar, timestamp, varchar, timestamp, varchar, bigint | select * from"
                        + " operation o where o.finished_at is null and o.kind in ($1, 'LAYER_RECLAIM') and (o.status = $3 and"
                        + " (o.heartbeat_at is null or o.heartbeat_at < $2) or o.status = $5 and o.heartbeat_at < $4) order by o.created_at"
                        + " limit $6",
                "operations at work | operation_unfinished | varchar, varchar, bigint, bigint | select * from operation o where o.kind in ($1,"
                        + " 'SNAPSHOT_DELETE') and o.status = $2 and o.finished_at is null order by o.created_at desc, o.id limit $3 offset $4",
                "servers that changed | operation_unfinished | timestamp, timestamp, bigint, bigint, bigint | select o.server_id from operation o"
                        + " where o.finished_at >= $1 and o.finished_at <= $2 and o.host_id in ($3) and o.server_id is not null and not exists"
                        + " (select z.server_id from server_sizing z where z.server_id = o.server_id and z.begun_at > o.finished_at)"
                        + " order by o.finished_at limit $4 offset $5"
            })
    void anIndexFindsTheFew(String name, String index, String types, String query) throws SQLException {
        assertThat(plan(types, query)).contains("$1", index).doesNotContain("Seq Scan", "Gather");
    }

    private static String plan(String types, String query) throws SQLException {
        int parameters = types.split(",").length;
        StringBuilder plan = new StringBuilder();
        try (Statement statement = connection.createStatement()) {
            statement.execute("deallocate all");
            statement.execute("prepare page (" + types + ") as " + query);
            try (ResultSet lines = statement.executeQuery(
                    "explain execute page (" + String.join(", ", Collections.nCopies(parameters, "null")) + ")")) {
                while (lines.next()) {
                    plan.append(lines.getString(1)).append('\n');
                }
            }
        }
        return plan.toString();
    }
}
