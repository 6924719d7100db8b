package org.stillframe.bench;

/** Takes the time of a step. */
final class Stopwatch {
    private Stopwatch() {}

    /** Answers with milliseconds. */
    static double time(Runnable step) {
        long began = System.nanoTime();
        step.run();
        return (System.nanoTime() - began) / 1e6;
    }

    static void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
