package org.stillframe.cli;

import jakarta.json.JsonObject;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;

/** A command that begins an operation, and may wait for its end. */
abstract class LongCommand extends ApiCommand {
    @Mixin
    private Waiting waiting;

    /**
     * @param begun the service's answer
     * @param deed what is being done, as a sentence without its full stop
     * @param done tells a person that it is done; given the operation
     */
    final Integer finish(Answer begun, String deed, Consumer<JsonObject> done) {
        String operation = begun.operation();
        if (!waiting.isAsked()) {
            print(begun, answer -> out().println("%s. Follow it: stillframe watch %s".formatted(deed, operation)));
            return ExitCode.OK;
        }
        return ended(await(operation), done);
    }

    final boolean isWaiting() {
        return waiting.isAsked();
    }

    final Answer await(String operation) {
        return new Follower(api(), stillframe().surroundings(), stillframe().err()).follow(operation, waiting.timeout());
    }

    /** Tells how an operation has ended. */
    final Integer ended(Answer answer, Consumer<JsonObject> done) {
        JsonObject operation = answer.json();
        boolean succeeded = operation.getString("status").equals("succeeded");
        if (stillframe().isJson()) {
            print(answer, nobody -> {});
        } else if (succeeded) {
            done.accept(operation);
            out().flush();
        }
        if (!succeeded) {
            throw failure(operation);
        }
        return ExitCode.OK;
    }

    static Failure failure(JsonObject operation) {
        String detail = Readable.text(operation, "error", "detail");
        String status = operation.getString("status");
        String what = "The %s of %s".formatted(Readable.kind(operation), Readable.text(operation, "server", "name"));
        return new Failure(ExitCode.FAILED, status.equals("cancelled") ? what + " was cancelled."
                : what + " failed" + (detail == null ? "." : ": " + detail));
    }
}
