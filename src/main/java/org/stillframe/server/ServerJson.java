package org.stillframe.server;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import org.stillframe.account.Caller;
import org.stillframe.api.ApiTime;
import org.stillframe.api.JsonFields;

/** A server as the API shows it. */
public final class ServerJson {
    private ServerJson() {}

    public static JsonObject item(Server server, Caller caller) {
        JsonObjectBuilder item = common(server);
        if (caller.isAdmin()) {
            item.add("account", server.getAccount().getEmail());
        }
        return item.build();
    }

    /** As its owner is shown it. */
    static JsonObject item(Server server) {
        return common(server).build();
    }

    private static JsonObjectBuilder common(Server server) {
        return Json.createObjectBuilder()
                .add("id", server.getId())
                .add("name", server.getName())
                .add("hostname", JsonFields.orNull(server.getHostname()))
                .add("status", server.getStatus().code())
                .add("ip_address", JsonFields.orNull(server.getIpAddress()))
                .add("location", JsonFields.orNull(server.getLocation()))
                .add("plan", plan(server))
                .add("os", server.getOsName() == null
                        ? JsonValue.NULL
                        : Json.createObjectBuilder()
                                .add("id", JsonFields.orNull(server.getOsId()))
                                .add("name", server.getOsName())
                                .build())
                .add("created_at", ApiTime.text(server.getCreatedAt()))
                .add("updated_at", ApiTime.text(server.getUpdatedAt()))
                .add("snapshot_ready", server.getSnapshotBlockers().isEmpty())
                .add("snapshot_blockers", Json.createArrayBuilder(server.getSnapshotBlockers()))
                .add("drift", drift(server));
    }

    private static JsonArrayBuilder drift(Server server) {
        JsonArrayBuilder kinds = Json.createArrayBuilder();
        server.getDrift()
                .forEach((kind, detail) -> kinds.add(Json.createObjectBuilder().add("kind", kind).add("detail", detail)));
        return kinds;
    }

    private static JsonObject plan(Server server) {
        return Json.createObjectBuilder()
                .add("id", JsonFields.orNull(server.getPlanId()))
                .add("name", JsonFields.orNull(server.getPlanName()))
                .add("vcpus", JsonFields.orNull(server.getPlanVcpus()))
                .add("memory", JsonFields.orNull(server.getPlanMemory()))
                .add("storage", JsonFields.orNull(server.getPlanStorage()))
                .build();
    }
}
