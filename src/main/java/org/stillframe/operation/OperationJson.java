package org.stillframe.operation;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import org.stillframe.api.ApiTime;
import org.stillframe.api.JsonFields;

/** An operation as the API shows it. */
public final class OperationJson {
    private OperationJson() {}

    public static JsonObject item(Operation operation) {
        return Json.createObjectBuilder()
                .add("id", operation.getId())
                .add("kind", operation.getKind().code())
                .add("status", operation.getStatus().code())
                .add("progress", operation.getProgress())
                .add("step", JsonFields.orNull(operation.getStep()))
                .add("server", JsonFields.idAndName(operation.getServerId(), operation.getServerName()))
                .add("snapshot", JsonFields.idAndName(operation.getSnapshotId(), operation.getSnapshotName()))
                .add("created_at", ApiTime.text(operation.getCreatedAt()))
                .add("started_at", ApiTime.orNull(operation.getStartedAt()))
                .add("finished_at", ApiTime.orNull(operation.getFinishedAt()))
                .add("error", error(operation))
                .build();
    }

    private static JsonValue error(Operation operation) {
        return operation.getErrorCode() == null
                ? JsonValue.NULL
                : Json.createObjectBuilder()
                        .add("code", operation.getErrorCode())
                        .add("detail", operation.getErrorDetail())
                        .build();
    }
}
