package org.stillframe.audit;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.stillframe.account.RequiresScope;
import org.stillframe.account.Scope;
import org.stillframe.api.ApiTime;
import org.stillframe.api.JsonFields;
import org.stillframe.api.ListAnswer;
import org.stillframe.api.QueryParameters;
import org.stillframe.error.ServiceException;

/** What was done, by whom, and when. */
@Path("/v1/audit")
@Produces(MediaType.APPLICATION_JSON)
public class AuditResource {
    @Inject
    private AuditSearch search;

    @GET
    @RequiresScope(Scope.ADMIN)
    public JsonObject list(@Context UriInfo uri) {
        QueryParameters query = new QueryParameters(uri);
        AuditFilter filter = new AuditFilter(
                query.text("account").orElse(null),
                query.text("action").orElse(null),
                query.integer("server_id").orElse(null),
                moment(query, "after"),
                moment(query, "before"));
        return ListAnswer.of(search.newest(filter), AuditResource::item);
    }

    /** Years beyond four digits, which RFC 3339 does not know, carry a sign. */
    private static Instant moment(QueryParameters query, String name) {
        String text = query.text(name).orElse(null);
        if (text == null) {
            return null;
        }
        try {
            if (Character.isDigit(text.charAt(0))) {
                return OffsetDateTime.parse(text).toInstant();
            }
        } catch (DateTimeException e) {
            throw noMoment(name);
        }
        throw noMoment(name);
    }

    private static ServiceException noMoment(String name) {
        String rule = "must be a moment as RFC 3339 has it, for instance 2025-01-15T18:30:00Z.";
        return new ServiceException("The query parameter " + name + " " + rule, Map.of(name, List.of("It " + rule)));
    }

    private static JsonObject item(AuditEvent event) {
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
                .build();
    }
}
