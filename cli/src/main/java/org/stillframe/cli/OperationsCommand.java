package org.stillframe.cli;

import jakarta.json.JsonObject;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "operations", aliases = "ops", description = "Lists operations, the newest first.")
final class OperationsCommand extends ApiCommand {
    private static final int FEW = 20;

    @Option(names = {"-s", "--server"}, paramLabel = "SERVER", description = "Only operations on this server; its id or its name.")
    private ServerArgument server;

    @Option(
            names = "--status", paramLabel = "STATUS",
            description = "Only operations that are queued, running, succeeded, failed or cancelled.")
    private String status;

    @Option(names = {"-a", "--all"}, description = "All, not only the last " + FEW + ". With --json, all are printed anyway.")
    private boolean all;

    @Override
    public Integer call() {
        boolean few = !all && !stillframe().isJson();
        Query query = new Query()
                .with("server_id", server == null ? null : server.id(api()))
                .with("status", status)
                .with("page_size", few ? FEW : null);
        print(api().get(Api.OPERATIONS + query), this::printTable);
        return ExitCode.OK;
    }

    private void printTable(Answer answer) {
        List<JsonObject> operations = answer.results();
        if (operations.isEmpty()) {
            tell("No operations.");
            return;
        }
        Table table = new Table("ID", "DOES", "SERVER", "SNAPSHOT", "STATUS", "CREATED", "TOOK");
        operations.forEach(operation -> table.row(
                Readable.text(operation, "id"), Readable.kind(operation), Readable.text(operation, "server", "name"),
                Readable.text(operation, "snapshot", "name"), Readable.text(operation, "status"),
                readable().time(operation, "created_at"), Readable.duration(operation)));
        print(table);
        int count = answer.json().getInt("count");
        if (count > operations.size()) {
            tell("%d more; --all lists them.".formatted(count - operations.size()));
        }
    }
}
