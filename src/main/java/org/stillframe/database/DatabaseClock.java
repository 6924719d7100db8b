package org.stillframe.database;

import static java.util.Objects.requireNonNull;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/**
 * The one source of time: the database's clock, which all nodes share. Whether a lease has run out must not depend on whose
 * machine looks. The database is asked now and then ({@link ClockSetting}); in between, the time is told by the processor's
 * monotonic counter, so that a machine whose clock is wrong, or is being set, tells the same time as the others.
 */
@ApplicationScoped
public class DatabaseClock extends Clock {
    /** An answer that took longer than that says little about when it was given. */
    private static final Duration LONGEST_ANSWER = Duration.ofMillis(500);

    /** Seconds since 1970; the same words to H2 and to PostgreSQL. */
    private static final String QUESTION = "select extract(epoch from current_timestamp)";

    private final LongSupplier counter;

    @Resource(lookup = "java:comp/DefaultDataSource")
    private DataSource database;

    private volatile Reading last;

    /** What the database's clock said, and what the counter showed then, in nanoseconds. */
    private record Reading(Instant time, long counted) {}

    /** For the container. */
    protected DatabaseClock() {
        this.counter = System::nanoTime;
    }

    DatabaseClock(DataSource database, LongSupplier counter) {
        this.database = requireNonNull(database, "database is null");
        this.counter = requireNonNull(counter, "counter is null");
    }

    /** Sets the clock by the database's. @throws IllegalStateException if the database does not answer */
    @PostConstruct
    void set() {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            long before = counter.getAsLong();
            try (ResultSet row = statement.executeQuery(QUESTION)) {
                long after = counter.getAsLong();
                row.next();
                Duration took = Duration.ofNanos(after - before);
                if (last == null || took.compareTo(LONGEST_ANSWER) < 0) {
                    last = new Reading(instant(row.getBigDecimal(1)), before + (after - before) / 2);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The database does not tell the time", e);
        }
    }

    private static Instant instant(BigDecimal epochSeconds) {
        return Instant.ofEpochSecond(0, epochSeconds.movePointRight(9).longValue());
    }

    @Override
    public Instant instant() {
        Reading reading = last;
        return reading.time().plusNanos(counter.getAsLong() - reading.counted());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    /** Nobody here needs another zone; the time is the same in all. */
    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("The database's clock is in UTC");
    }
}
