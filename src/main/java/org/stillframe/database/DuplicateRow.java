package org.stillframe.database;

import java.sql.SQLException;

/** Tells that the database has refused a row, as there is one already with a value that must be unique. */
public final class DuplicateRow {
    /** The SQLSTATE of both H2 and PostgreSQL. */
    private static final String UNIQUE_VIOLATION = "23505";

    private DuplicateRow() {}

    /** Whether that is the cause of a failure. */
    public static boolean isCauseOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && UNIQUE_VIOLATION.equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }
}
