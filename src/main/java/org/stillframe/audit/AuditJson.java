package org.stillframe.audit;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import org.stillframe.api.ApiTime;
import org.stillframe.api.JsonFields;

/** The audit trail as the API tells it. */
final class AuditJson {
    private AuditJson() {}

    static JsonObject item(AuditEvent event) {
        return Json.createObjectBuilder()
                .add("id", event.getId())
                .add("created_at", ApiTime.text(event.getAt()))
                .add("account", JsonFields.orNull(event.getAccountId() == null ? null : event.getActor()))
                .add("action", event.getAction())
                .add("outcome", event.getOutcome())
                .add("subject", event.getSubject())
                .add("detail", event.getDetail())
                .add("host_id", JsonFields.orNull(event.getHostId()))
                .add("server", JsonFields.idAndName(event.getServerId(), event.getServerName()))
                .add("snapshot_id", JsonFields.orNull(event.getSnapshotId()))
                .add("origin", JsonFields.orNull(event.getOrigin()))
                .add("request_id", JsonFields.orNull(event.getRequestId()))
                .add("position", JsonFields.orNull(event.getPosition()))
                .add("seal", JsonFields.orNull(event.getSeal()))
                .build();
    }

    static JsonObject report(AuditVerification.Report report) {
        return Json.createObjectBuilder()
                .add("intact", report.fault().isEmpty())
                .add("first_broken", report.fault().map(AuditJson::fault).orElse(JsonValue.NULL))
                .add("verified", report.verified())
                .add("unsealed", report.unsealed())
                .add("position", report.headPosition())
                .add("seal", report.headSeal())
                .add("pruned_to", report.prunedTo())
                .build();
    }

    private static JsonValue fault(AuditVerification.Fault fault) {
        return Json.createObjectBuilder()
                .add("position", fault.position())
                .add("id", JsonFields.orNull(fault.eventId()))
                .add("reason", fault.reason())
                .build();
    }
}
