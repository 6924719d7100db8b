package org.stillframe.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class DuplicateRowTest {
    @Test
    void aSecondRowWithAUniqueValueIsRecognisedHoweverItIsWrapped() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:");
                Statement statement = connection.createStatement()) {
            statement.execute("create table account (email varchar(10) not null unique)");
            statement.execute("insert into account values ('a')");
            assertThatThrownBy(() -> statement.execute("insert into account values ('a')")).satisfies(refusal -> {
                assertThat(DuplicateRow.isCauseOf(refusal)).isTrue();
                assertThat(DuplicateRow.isCauseOf(new PersistenceException(new RuntimeException(refusal)))).isTrue();
            });
            assertThatThrownBy(() -> statement.execute("insert into account values (null)"))
                    .satisfies(refusal -> assertThat(DuplicateRow.isCauseOf(refusal)).isFalse());
        }
    }
}
