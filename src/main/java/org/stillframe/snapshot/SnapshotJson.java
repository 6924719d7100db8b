package org.stillframe.snapshot;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.Locale;
import org.stillframe.account.Caller;
import org.stillframe.api.ApiTime;
import org.stillframe.api.JsonFields;
import org.stillframe.operation.Operation;

/** Snapshots as the API shows them; fields and messages are fixed by the documentation that clients were written against. */
final class SnapshotJson {
    private SnapshotJson() {}

    /** An item of a list. */
    static JsonObject item(SnapshotView snapshot, Caller caller) {
        return withAccount(common(snapshot), snapshot, caller).build();
    }

    /** One snapshot with all that is known of it. */
    static JsonObject full(SnapshotView snapshot, Caller caller) {
        return withAccount(rest(common(snapshot), snapshot), snapshot, caller).build();
    }

    /** The same as its owner is shown it. */
    static JsonObject full(SnapshotView snapshot) {
        return rest(common(snapshot), snapshot).build();
    }

    private static JsonObjectBuilder rest(JsonObjectBuilder item, SnapshotView snapshot) {
        boolean completed = snapshot.isCompleted();
        return item
                .add("consistency", completed ? Json.createValue(snapshot.consistency().name().toLowerCase(Locale.ROOT)) : JsonValue.NULL)
                .add("progress", completed ? 100 : snapshot.progress())
                .add("operation", snapshot.operationId())
                .add("failure", failure(snapshot))
                .add("verified_at", ApiTime.orNull(snapshot.verifiedAt()))
                .add("exclusive_mb", completed ? JsonFields.orNull(snapshot.exclusiveMb()) : JsonValue.NULL);
    }

    /** The answer to a create. */
    static JsonObject created(Snapshot snapshot) {
        return Json.createObjectBuilder()
                .add("id", snapshot.getId())
                .add("server", JsonFields.idAndName(snapshot.getServer().getId(), snapshot.getServer().getName()))
                .add("name", snapshot.getName())
                .add("status", snapshot.getStatus().code())
                .add("size_mb", JsonValue.NULL)
                .add("created_at", ApiTime.text(snapshot.getCreatedAt()))
                .add("description", snapshot.getDescription())
                .add("message", "Snapshot is being created. This may take 3-10 minutes depending on server size.")
                .build();
    }

    /** The answer to a restore. */
    static JsonObject restoring(SnapshotView snapshot, Operation operation) {
        return Json.createObjectBuilder()
                .add("status", "success")
                .add("message", "Server is being restored from snapshot. This may take 5-15 minutes.")
                .add(
                        "snapshot",
                        Json.createObjectBuilder()
                                .add("id", snapshot.id())
                                .add("name", snapshot.name())
                                .add("created_at", ApiTime.text(snapshot.createdAt())))
                .add(
                        "server",
                        Json.createObjectBuilder()
                                .add("id", operation.getServerId())
                                .add("name", operation.getServerName())
                                .add("status", "restoring"))
                .build();
    }

    private static JsonObjectBuilder common(SnapshotView snapshot) {
        return Json.createObjectBuilder()
                .add("id", snapshot.id())
                .add("server", JsonFields.idAndName(snapshot.serverId(), snapshot.serverName()))
                .add("name", snapshot.name())
                .add("status", snapshot.status().code())
                .add("size_mb", snapshot.isCompleted() ? JsonFields.orNull(snapshot.sizeMb()) : JsonValue.NULL)
                .add("created_at", ApiTime.text(snapshot.createdAt()))
                .add("description", snapshot.description());
    }

    private static JsonObjectBuilder withAccount(JsonObjectBuilder item, SnapshotView snapshot, Caller caller) {
        return caller.isAdmin() ? item.add("account", snapshot.account()) : item;
    }

    private static JsonValue failure(SnapshotView snapshot) {
        return snapshot.failureCode() == null
                ? JsonValue.NULL
                : Json.createObjectBuilder()
                        .add("code", snapshot.failureCode())
                        .add("detail", snapshot.failureDetail())
                        .build();
    }
}
