package org.stillframe.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "undo",
        description = {
            "Brings back what a restore has replaced. A running server is stopped for it and started again.",
            "",
            "An undo can be undone too, by the id of its own operation."
        })
final class UndoCommand extends LongCommand {
    @Parameters(paramLabel = "OPERATION", description = "Id of the restore's operation; stillframe operations lists them.")
    private String restore;

    @Override
    public Integer call() {
        Answer begun = api().post(path(Api.OPERATIONS, restore) + "undo/");
        String server = Readable.text(begun.json(), "server", "name");
        return finish(begun, "%s is being put back to what it was before the restore".formatted(server), operation ->
                out().println("%s is what it was before the restore. To undo this in turn: stillframe undo %s"
                        .formatted(server, Readable.text(operation, "id"))));
    }
}
