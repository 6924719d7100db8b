package org.stillframe.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "list", aliases = "ls", description = "Lists snapshots, the newest first.")
final class ListCommand extends ApiCommand {
    @Option(names = {"-s", "--server"}, paramLabel = "SERVER", description = "Only snapshots of this server; its id or its name.")
    private ServerArgument server;

    @Option(names = "--status", paramLabel = "STATUS", description = "Only snapshots that are in_progress, completed or failed.")
    private String status;

    @Option(names = "--name", paramLabel = "NAME", description = "Only snapshots with exactly this name.")
    private String name;

    @Override
    public Integer call() {
        Query query = new Query().with("server_id", server == null ? null : server.id(api())).with("status", status).with("name", name);
        print(api().get(Api.SNAPSHOTS + query), answer -> {
            if (answer.results().isEmpty()) {
                tell("No snapshots.");
                return;
            }
            Table table = new Table("ID", "SERVER", "NAME", "STATUS", "SIZE", "CREATED", "ACCOUNT", "DESCRIPTION");
            answer.results().forEach(snapshot -> table.row(
                    Readable.text(snapshot, "id"), Readable.text(snapshot, "server", "name"), Readable.text(snapshot, "name"),
                    Readable.text(snapshot, "status"), Readable.size(snapshot, "size_mb"), readable().time(snapshot, "created_at"),
                    Readable.text(snapshot, "account"), Readable.text(snapshot, "description")));
            print(table.onlyIfKnown("ACCOUNT"));
        });
        return ExitCode.OK;
    }
}
