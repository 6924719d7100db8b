package org.stillframe.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * H2 takes the order of a page from an index: else it reads and sorts all that there are for each page. The conditions and orders are
 * those of {@code SnapshotSearch}, {@code OperationService} and {@code ServerSearch}, written down once more as SQL: this holds the
 * indexes, not their words.
 */
class PagePlanTest {
    private static final String URL = "jdbc:h2:mem:page-plans";
    private static final String SNAPSHOTS = "select s.id, v.name, a.email from snapshot s left join server v on v.id = s.server_id"
            + " left join account a on a.id = v.account_id where s.status in ('IN_PROGRESS', 'COMPLETED', 'FAILED') and ";
    private static final String OPERATIONS = "select o.id, o.status from operation o where o.kind in ('SNAPSHOT_CREATE', 'SNAPSHOT_DELETE') and ";
    private static final String SERVERS =
            "select v.id, a.email from server v left join account a on a.id = v.account_id where ";

    private static Connection connection;

    @BeforeAll
    static void migrate() throws SQLException {
        connection = DriverManager.getConnection(URL);
        Flyway.configure().dataSource(URL, "", "").load().migrate();
    }

    @AfterAll
    static void close() throws SQLException {
        connection.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s.account_id = 7 order by s.account_id desc, s.id desc",
                "s.account_id = 7 and s.id < 1000 order by s.account_id desc, s.id desc",
                "s.account_id = (select id from account where email = 'a@example.com') order by s.account_id desc, s.id desc",
                "true order by s.id desc",
                "s.id < 1000 order by s.id desc"
            })
    void aPageOfSnapshotsIsReadInItsOrder(String conditions) throws SQLException {
        assertThat(plan(SNAPSHOTS + conditions)).contains("/* index sorted */");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "o.account_id = 7 order by o.account_id desc, o.created_at desc, o.id",
                "o.account_id = 7 and o.created_at <= now() and (o.created_at < now() or o.id > 'a')"
                        + " order by o.account_id desc, o.created_at desc, o.id",
                "true order by o.created_at desc, o.id"
            })
    void aPageOfOperationsIsReadInItsOrder(String conditions) throws SQLException {
        assertThat(plan(OPERATIONS + conditions)).contains("/* index sorted */");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v.account_id = 7 order by v.account_id desc, v.id desc",
                "v.account_id = 7 and v.id < 1000 order by v.account_id desc, v.id desc",
                "true order by v.id desc"
            })
    void aPageOfServersIsReadInItsOrder(String conditions) throws SQLException {
        assertThat(plan(SERVERS + conditions)).contains("/* index sorted */");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "o.status = 'RUNNING' and o.finished_at is null order by o.created_at desc, o.id",
                "o.finished_at >= now() and o.finished_at <= now() and o.host_id in (1, 2) order by o.finished_at"
            })
    void anIndexFindsTheFewOperations(String conditions) throws SQLException {
        assertThat(plan(OPERATIONS + conditions)).contains("OPERATION_UNFINISHED");
    }

    private static String plan(String page) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet plan = statement.executeQuery("explain " + page + " fetch first 21 rows only")) {
            assertThat(plan.next()).isTrue();
            return plan.getString(1);
        }
    }
}
