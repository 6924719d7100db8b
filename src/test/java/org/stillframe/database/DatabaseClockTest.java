package org.stillframe.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The counter stands for a machine's own idea of time; the database's is the one that counts. */
class DatabaseClockTest {
    private final AtomicLong counter = new AtomicLong(Long.MAX_VALUE - 1_000_000_000);
    private final JdbcDataSource database = new JdbcDataSource();
    private Connection open;

    @BeforeEach
    void open() throws SQLException {
        database.setURL("jdbc:h2:mem:clock;DB_CLOSE_DELAY=-1");
        open = database.getConnection();
    }

    @AfterEach
    void close() throws SQLException {
        try (Statement statement = open.createStatement()) {
            statement.execute("shutdown");
        }
    }

    @Test
    void itTellsTheTimeOfTheDatabaseWhateverItsTimeZone() {
        for (String zone : new String[] {"UTC", "America/New_York", "Asia/Kolkata"}) {
            database.setURL("jdbc:h2:mem:clock;TIME ZONE=" + zone);

            assertThat(set().instant()).as(zone).isCloseTo(Instant.now(), within(5, ChronoUnit.SECONDS));
        }
    }

    @Test
    void betweenItsSettingsItGoesOnWithTheCounter() {
        DatabaseClock clock = set();
        Instant begun = clock.instant();

        counter.addAndGet(Duration.ofHours(3).toNanos());

        assertThat(clock.instant()).isEqualTo(begun.plus(Duration.ofHours(3)));
    }

    @Test
    void aMachineThatCountsWrongIsSetRightAgain() {
        DatabaseClock clock = set();
        counter.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(clock.instant()).isAfter(Instant.now().plusSeconds(50));

        clock.set();

        assertThat(clock.instant()).isCloseTo(Instant.now(), within(5, ChronoUnit.SECONDS));
    }

    private DatabaseClock set() {
        DatabaseClock clock = new DatabaseClock(database, counter::get);
        clock.set();
        return clock;
    }
}
