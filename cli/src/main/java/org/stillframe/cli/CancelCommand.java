package org.stillframe.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "cancel", description = "Tells an operation to stop. Of a create, no snapshot is left.")
final class CancelCommand extends ApiCommand {
    @Parameters(paramLabel = "OPERATION", description = "Id of the operation; stillframe operations lists them.")
    private String operation;

    @Override
    public Integer call() {
        print(api().post(path(Api.OPERATIONS, operation) + "cancel/"), answer -> out().println(
                "The %s of %s stops. Follow it: stillframe watch %s".formatted(
                        Readable.kind(answer.json()), Readable.text(answer.json(), "server", "name"), operation)));
        return ExitCode.OK;
    }
}
