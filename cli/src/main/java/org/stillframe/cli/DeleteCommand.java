package org.stillframe.cli;

import jakarta.json.JsonObject;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "delete",
        aliases = "rm",
        description = {
            "Deletes snapshots for good. One that is still being created is cancelled.",
            "",
            "Asks first on a terminal. If one cannot be deleted, the others are all the same."
        })
final class DeleteCommand extends ApiCommand {
    @Parameters(paramLabel = "ID", arity = "1..*", description = "Ids of snapshots.")
    private List<Long> ids;

    @Option(names = {"-y", "--yes"}, description = "Does not ask.")
    private boolean yes;

    @Override
    public Integer call() {
        Question question = new Question(stillframe().surroundings(), stillframe().err());
        boolean asks = !yes && question.canBeAsked();
        Failure first = null;
        for (long id : ids) {
            try {
                if (asks && !question.isAnsweredYes(told(id))) {
                    continue;
                }
                api().delete(path(Api.SNAPSHOTS, id));
                tell("Snapshot %d is deleted.".formatted(id));
            } catch (Failure failure) {
                if (ids.size() == 1) {
                    throw failure;
                }
                stillframe().err().println("stillframe: %d: %s".formatted(id, failure.getMessage()));
                first = first == null ? failure : first;
            }
        }
        return first == null ? ExitCode.OK : first.exitCode();
    }

    private String told(long id) {
        JsonObject snapshot = api().get(path(Api.SNAPSHOTS, id)).json();
        return "Delete snapshot %d (%s) of %s?".formatted(id, Readable.text(snapshot, "name"), Readable.text(snapshot, "server", "name"));
    }
}
