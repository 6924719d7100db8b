package org.stillframe.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "start", description = "Starts a server. Nothing happens to one that is running already.")
final class StartCommand extends LongCommand {
    @Parameters(paramLabel = "SERVER", description = "Id or name of the server.")
    private ServerArgument server;

    @Override
    public Integer call() {
        Answer begun = api().post(path(Api.SERVERS, server.id(api())) + "start/");
        String name = Readable.text(begun.json(), "name");
        return finish(begun, name + " is being started", operation -> out().println(name + " runs."));
    }
}
