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
 * H2 takes the order of a page of snapshots from an index: else it reads and sorts all that there are for each page. The conditions and
 * orders are those of {@code SnapshotSearch}, written down once more as SQL: this holds the indexes, not its words.
 */
class PagePlanTest {
    private static final String URL = "jdbc:h2:mem:page-plans";
    private static final String PAGE = "explain select s.id, v.name, a.email from snapshot s left join server v on v.id = s.server_id"
            + " left join account a on a.id = v.account_id where s.status <> 'DELETED' and %s fetch first 21 rows only";

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
    void aPageIsReadInItsOrder(String conditions) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet plan = statement.executeQuery(PAGE.formatted(conditions))) {
            assertThat(plan.next()).isTrue();
            assertThat(plan.getString(1)).contains("/* index sorted */");
        }
    }
}
