package org.stillframe.cli;

import java.time.Duration;
import picocli.CommandLine.Option;

/** The options of the commands that begin what takes a while. */
final class Waiting {
    @Option(names = {"-w", "--wait"}, description = "Waits for the end; on a terminal with a progress bar.")
    private boolean wait;

    @Option(
            names = "--timeout", paramLabel = "TIME", converter = Durations.class,
            description = "Waits no longer than this, such as 90s, 10m or 2h, and leaves the operation running. Implies --wait.")
    private Duration timeout;

    boolean isAsked() {
        return wait || timeout != null;
    }

    /** Null for as long as it takes. */
    Duration timeout() {
        return timeout;
    }
}
