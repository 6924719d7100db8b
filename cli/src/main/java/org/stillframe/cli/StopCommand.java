package org.stillframe.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "stop", description = "Stops a server. Nothing happens to one that is stopped already.")
final class StopCommand extends LongCommand {
    @Parameters(paramLabel = "SERVER", description = "Id or name of the server.")
    private ServerArgument server;

    @Override
    public Integer call() {
        Answer begun = api().post(path(Api.SERVERS, server.id(api())) + "stop/");
        String name = Readable.text(begun.json(), "name");
        return finish(begun, name + " is being stopped", operation -> out().println(name + " is stopped."));
    }
}
