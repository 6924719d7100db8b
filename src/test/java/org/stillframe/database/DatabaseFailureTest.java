package org.stillframe.database;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ejb.EJBException;
import jakarta.persistence.PersistenceException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseFailureTest {
    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"08006", "08001", "57P01", "57P03", "53300", "40P01", "55P03", "90098"})
    void aDatabaseThatCannotServeNowIsTold(String state) {
        assertThat(DatabaseFailure.isCauseOf(wrapped(new SQLException("gone", state)))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"23505", "42601", "22001", "42P01", "57014"})
    void aMistakeOfTheServiceIsNoneOfTheDatabase(String state) {
        assertThat(DatabaseFailure.isCauseOf(wrapped(new SQLException("wrong", state)))).isFalse();
    }

    @Test
    void whatHasNothingToDoWithTheDatabaseIsNoneOfIt() {
        assertThat(DatabaseFailure.isCauseOf(new IllegalStateException("wrong"))).isFalse();
        assertThat(DatabaseFailure.isCauseOf(new SQLTransientConnectionException("gone", "42601"))).isTrue();
    }

    private static Exception wrapped(SQLException cause) {
        return new EJBException(new PersistenceException(new RuntimeException(cause)));
    }
}
