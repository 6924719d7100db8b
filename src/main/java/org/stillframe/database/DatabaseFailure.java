package org.stillframe.database;

import jakarta.resource.ResourceException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.List;
import javax.transaction.xa.XAException;

/** Tells a database that cannot serve now, and may serve the same request in a while, from a mistake of this service. */
public final class DatabaseFailure {
    /**
     * Beginnings of SQLSTATEs. 08: the connection is lost. 40: a deadlock. 53: out of connections or memory. 57P: it is shutting
     * down or starting. 55P03 and HYT00: a row was locked for too long. 90067, 90098 and 90121: H2's words for a lost or closed
     * database.
     */
    private static final List<String> PASSING = List.of("08", "40", "53", "57P", "55P03", "HYT00", "90067", "90098", "90121");

    private DatabaseFailure() {}

    /** Whether that is the cause of a failure. */
    public static boolean isCauseOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ResourceException || cause instanceof XAException) {
                return true;
            }
            if (cause instanceof SQLException sql && isPassing(sql)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPassing(SQLException failure) {
        if (failure instanceof SQLTransientException
                || failure instanceof SQLNonTransientConnectionException
                || failure instanceof SQLRecoverableException) {
            return true;
        }
        // The servers' pools give no state; the drivers always do.
        String state = failure.getSQLState();
        return state == null || PASSING.stream().anyMatch(state::startsWith);
    }
}
