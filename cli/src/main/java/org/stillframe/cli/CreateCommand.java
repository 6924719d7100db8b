package org.stillframe.cli;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "create", description = "Takes a snapshot of a server, which may run.")
final class CreateCommand extends LongCommand {
    @Parameters(paramLabel = "SERVER", description = "Id or name of the server.")
    private ServerArgument server;

    @Parameters(paramLabel = "NAME", description = "Name of the snapshot: letters, digits, hyphens and underscores.")
    private String name;

    @Option(names = {"-d", "--description"}, paramLabel = "TEXT", description = "What the snapshot is for.")
    private String description;

    @Option(
            names = "--consistency", paramLabel = "LEAST",
            description = "The least that will do, or else it fails: application (the guest agent freezes the file systems) or "
                    + "crash. Left out: the best that can be had.")
    private String consistency;

    @Override
    public Integer call() {
        Answer created = api().post(Api.SNAPSHOTS, body());
        if (!isWaiting()) {
            return finish(created, deed(created.json()), operation -> {});
        }
        Answer ended = await(created.operation());
        if (!ended.json().getString("status").equals("succeeded")) {
            return ended(ended, operation -> {});
        }
        print(
                api().get(path(Api.SNAPSHOTS, Readable.text(created.json(), "id"))),
                answer -> new SnapshotSheet(readable()).print(answer.json(), out()));
        return ExitCode.OK;
    }

    private JsonObject body() {
        JsonObjectBuilder body = Json.createObjectBuilder().add("server_id", server.id(api())).add("name", name);
        if (description != null) {
            body.add("description", description);
        }
        if (consistency != null) {
            body.add("consistency", consistency);
        }
        return body.build();
    }

    private static String deed(JsonObject snapshot) {
        return "Snapshot %s (%s) of %s is being created".formatted(
                Readable.text(snapshot, "id"), Readable.text(snapshot, "name"), Readable.text(snapshot, "server", "name"));
    }
}
