package org.stillframe.cli;

import jakarta.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "restore",
        description = {
            "Puts all disks of a server back to a snapshot. A running server is stopped for it and started again.",
            "",
            "What it replaces is kept for a while, and brought back by: stillframe undo OPERATION"
        })
final class RestoreCommand extends LongCommand {
    @Parameters(paramLabel = "ID", description = "Id of the snapshot.")
    private long id;

    @Option(names = {"-y", "--yes"}, description = "Does not ask. Needed where there is no terminal to ask at.")
    private boolean yes;

    @Override
    public Integer call() {
        if (!yes && !isConfirmed()) {
            tell("Nothing was done.");
            return ExitCode.FAILED;
        }
        Answer begun = api().post(path(Api.SNAPSHOTS, id) + "restore/");
        JsonObject restore = begun.json();
        String server = Readable.text(restore, "server", "name");
        String snapshot = "%s (%s)".formatted(Readable.text(restore, "snapshot", "id"), Readable.text(restore, "snapshot", "name"));
        return finish(begun, "%s is being restored from snapshot %s".formatted(server, snapshot), operation ->
                out().println("%s is restored from snapshot %s. What it held before comes back with: stillframe undo %s"
                        .formatted(server, snapshot, Readable.text(operation, "id"))));
    }

    private boolean isConfirmed() {
        Question question = new Question(stillframe().surroundings(), stillframe().err());
        if (!question.canBeAsked()) {
            throw new Failure(ExitCode.USAGE, "There is no terminal to ask at whether to overwrite the server; add --yes.");
        }
        JsonObject snapshot = api().get(path(Api.SNAPSHOTS, id)).json();
        return question.isAnsweredYes("All that %s holds now is replaced by snapshot %d (%s) of %s. Restore it?".formatted(
                Readable.text(snapshot, "server", "name"), id, Readable.text(snapshot, "name"), readable().time(snapshot, "created_at")));
    }
}
