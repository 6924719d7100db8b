package org.stillframe.cli;

import jakarta.json.JsonObject;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "watch",
        description = {
            "Follows an operation to its end, and tells how it ended.",
            "",
            "Without one: prints a line for each step of all operations of the account, until none is running."
        })
final class WatchCommand extends ApiCommand {
    @Parameters(paramLabel = "OPERATION", arity = "0..1", description = "Id of the operation.")
    private String operation;

    @Option(names = {"-k", "--keep"}, description = "Without an OPERATION: goes on for those to come, until Ctrl-C.")
    private boolean keep;

    @Option(
            names = "--timeout", paramLabel = "TIME", converter = Durations.class,
            description = "Waits no longer than this, such as 90s, 10m or 2h.")
    private Duration timeout;

    @Override
    public Integer call() {
        if (operation == null) {
            OperationLog log = new OperationLog(this, timeout);
            return keep ? log.followForever() : log.followToTheEnd();
        }
        Answer ended = new Follower(api(), stillframe().surroundings(), stillframe().err()).follow(operation, timeout);
        JsonObject end = ended.json();
        boolean succeeded = end.getString("status").equals("succeeded");
        if (succeeded || stillframe().isJson()) {
            print(ended, answer -> out().println("The %s of %s succeeded%s.".formatted(
                    Readable.kind(end), Readable.text(end, "server", "name"),
                    Readable.duration(end) == null ? "" : " after " + Readable.duration(end))));
        }
        if (!succeeded) {
            throw LongCommand.failure(end);
        }
        return ExitCode.OK;
    }
}
