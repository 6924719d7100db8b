package org.stillframe.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "show", description = "Shows a snapshot with all that is known of it.")
final class ShowCommand extends ApiCommand {
    @Parameters(paramLabel = "ID", description = "Id of the snapshot.")
    private long id;

    @Override
    public Integer call() {
        print(api().get(path(Api.SNAPSHOTS, id)), answer -> new SnapshotSheet(readable()).print(answer.json(), out()));
        return ExitCode.OK;
    }
}
