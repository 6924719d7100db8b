package org.stillframe.cli;

import jakarta.json.JsonObject;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Set;

/** Waits for the end of an operation. Whatever ends the waiting, the operation goes on. */
final class Follower {
    private static final Set<String> ENDED = Set.of("succeeded", "failed", "cancelled");
    private static final Duration LONGEST_POLL = Duration.ofSeconds(30);

    private final Api api;
    private final Surroundings surroundings;
    private final PrintWriter err;

    Follower(Api api, Surroundings surroundings, PrintWriter err) {
        this.api = api;
        this.surroundings = surroundings;
        this.err = err;
    }

    static boolean hasEnded(JsonObject operation) {
        return ENDED.contains(operation.getString("status"));
    }

    /**
     * @param timeout null for as long as it takes
     * @return the operation as it ended, whether well or not
     */
    Answer follow(String id, Duration timeout) {
        boolean drawn = surroundings.terminals().errors();
        ProgressBar bar = new ProgressBar(drawn ? err : null, surroundings.nanos());
        Thread farewell = new Thread(() -> {
            bar.clear();
            sayItGoesOn(id);
        });
        Runtime.getRuntime().addShutdownHook(farewell);
        try {
            // The bar moves once a second; without one, nobody looks before the end.
            return follow(id, timeout, drawn ? Duration.ofSeconds(1) : LONGEST_POLL, bar);
        } finally {
            forget(farewell);
            bar.clear();
        }
    }

    private Answer follow(String id, Duration timeout, Duration poll, ProgressBar bar) {
        long began = surroundings.nanos().getAsLong();
        Duration wait = Duration.ZERO;
        while (true) {
            Answer answer = api.get(ApiCommand.path(Api.OPERATIONS, id) + "?wait=" + wait.toSeconds());
            JsonObject operation = answer.json();
            if (hasEnded(operation)) {
                return answer;
            }
            bar.draw(operation);
            wait = poll;
            if (timeout != null) {
                long left = timeout.toNanos() - (surroundings.nanos().getAsLong() - began);
                if (left <= 0) {
                    throw new Failure(ExitCode.TIMEOUT, "Not done within %s; it goes on. Follow it: stillframe watch %s"
                            .formatted(Readable.seconds(timeout), id));
                }
                // In whole seconds, as the service takes them; not longer than is left by more than one.
                wait = Duration.ofSeconds(Math.min(poll.toSeconds(), 1 + Duration.ofNanos(left - 1).toSeconds()));
            }
        }
    }

    /** Ctrl-C and SIGTERM end the program, not the operation. */
    private void sayItGoesOn(String id) {
        err.println("It goes on. Follow it: stillframe watch " + id);
        err.flush();
    }

    private static void forget(Thread farewell) {
        try {
            Runtime.getRuntime().removeShutdownHook(farewell);
        } catch (IllegalStateException e) {
            // The program is being ended, and the farewell said.
        }
    }
}
