package org.stillframe.cli;

/** What the program's exit status means. Scripts rely on it: a number never changes its meaning. */
final class ExitCode {
    static final int OK = 0;
    /** The operation ended without success, or the service failed. */
    static final int FAILED = 1;
    /** The command line, or a value in it, is not as it must be. */
    static final int USAGE = 2;
    /** There is no token, it is not valid, or it does not allow this. */
    static final int AUTHENTICATION = 3;
    static final int NOT_FOUND = 4;
    /** The server's state does not allow it now. */
    static final int CONFLICT = 5;
    /** The service, or the host of the server, does not answer. */
    static final int UNAVAILABLE = 6;
    /** The time to wait was over before the operation, which goes on. */
    static final int TIMEOUT = 7;

    private ExitCode() {}
}
