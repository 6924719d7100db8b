package org.stillframe.cli;

/** Ends the program with a sentence for the user and an exit code. */
final class Failure extends RuntimeException {
    private final int exitCode;
    private final transient Problem problem;

    Failure(int exitCode, String sentence) {
        super(sentence);
        this.exitCode = exitCode;
        this.problem = null;
    }

    Failure(Problem problem) {
        super(problem.sentence());
        this.exitCode = problem.exitCode();
        this.problem = problem;
    }

    int exitCode() {
        return exitCode;
    }

    /** What the service answered; null if it did not say it. */
    Problem problem() {
        return problem;
    }
}
