package org.stillframe.drift;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import org.stillframe.api.ApiTime;
import org.stillframe.api.JsonFields;

/** A finding as the API shows it to admins. */
final class DriftJson {
    private DriftJson() {}

    static JsonObject item(Drift drift) {
        JsonArrayBuilder repairs = Json.createArrayBuilder();
        drift.getKind().repairs().forEach(repair -> repairs.add(repair.code()));
        return Json.createObjectBuilder()
                .add("id", drift.getId())
                .add("kind", drift.getKind().code())
                .add("severity", drift.getKind().severity().code())
                .add("host", JsonFields.idAndName(drift.getHostId(), drift.getHostName()))
                .add("server", JsonFields.idAndName(drift.getServerId(), drift.getServerName()))
                .add("snapshot", JsonFields.idAndName(drift.getSnapshotId(), drift.getSnapshotName()))
                .add("subject", drift.getSubject())
                .add("detail", drift.getDetail())
                .add("repairs", repairs)
                .add("first_seen_at", ApiTime.text(drift.getFirstSeenAt()))
                .add("last_seen_at", ApiTime.text(drift.getLastSeenAt()))
                .build();
    }
}
