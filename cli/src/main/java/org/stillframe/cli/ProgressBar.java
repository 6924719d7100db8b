package org.stillframe.cli;

import jakarta.json.JsonObject;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;

/** A line on a terminal that tells how far an operation is. */
final class ProgressBar {
    private static final int WIDTH = 24;
    private static final String CLEAR = "\r\u001b[K";

    private final PrintWriter terminal;
    private final LongSupplier nanos;
    private final long began;
    private boolean drawn;

    /** @param terminal null if there is none, and nothing is to be drawn */
    ProgressBar(PrintWriter terminal, LongSupplier nanos) {
        this.terminal = terminal;
        this.nanos = nanos;
        this.began = nanos.getAsLong();
    }

    synchronized void draw(JsonObject operation) {
        if (terminal != null) {
            terminal.print(CLEAR + line(operation, Duration.ofNanos(nanos.getAsLong() - began)));
            terminal.flush();
            drawn = true;
        }
    }

    synchronized void clear() {
        if (drawn) {
            terminal.print(CLEAR);
            terminal.flush();
            drawn = false;
        }
    }

    static String line(JsonObject operation, Duration time) {
        int progress = Math.max(0, Math.min(100, operation.getInt("progress", 0)));
        int filled = WIDTH * progress / 100;
        String step = Readable.text(operation, "step");
        String doing = "queued".equals(Readable.text(operation, "status")) ? "waiting for its turn" : step == null ? "" : step;
        return "%s of %s  %s%s  %3d %%  %s  %s".formatted(
                Readable.kind(operation), Readable.text(operation, "server", "name"),
                "█".repeat(filled), "░".repeat(WIDTH - filled), progress, Readable.seconds(time), doing).stripTrailing();
    }
}
