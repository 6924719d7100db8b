package org.stillframe.cli;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import picocli.CommandLine.Command;

@Command(name = "servers", description = "Lists the account's servers, and whether each can be snapshotted.")
final class ServersCommand extends ApiCommand {
    @Override
    public Integer call() {
        print(api().get(Api.SERVERS), answer -> {
            if (answer.results().isEmpty()) {
                tell("The account has no servers.");
                return;
            }
            Table table = new Table("ID", "NAME", "STATUS", "ADDRESS", "LOCATION", "ACCOUNT", "SNAPSHOTS");
            answer.results().forEach(server -> table.row(
                    Readable.text(server, "id"), Readable.text(server, "name"), Readable.text(server, "status"),
                    Readable.text(server, "ip_address"), Readable.text(server, "location"), Readable.text(server, "account"),
                    server.getBoolean("snapshot_ready", true) ? "ready" : "not possible"));
            print(table.onlyIfKnown("ACCOUNT"));
            answer.results().forEach(this::tellBlockers);
        });
        return ExitCode.OK;
    }

    private void tellBlockers(JsonObject server) {
        JsonArray blockers = server.getJsonArray("snapshot_blockers");
        if (blockers != null) {
            blockers.getValuesAs(JsonString::getString)
                    .forEach(blocker -> out().println("%s: %s".formatted(Readable.text(server, "name"), blocker)));
        }
    }
}
