package org.stillframe.audit;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.stillframe.account.RequiresScope;
import org.stillframe.account.Scope;
import org.stillframe.api.ApiTime;
import org.stillframe.api.JsonFields;
import org.stillframe.api.ListAnswer;
import org.stillframe.api.Listing;
import org.stillframe.api.QueryParameters;

/** What was done, by whom, and when. */
@Path("/v1/audit")
@Produces(MediaType.APPLICATION_JSON)
public class AuditResource {
    @Inject
    private AuditSearch search;

    @GET
    @RequiresScope(Scope.ADMIN)
    public Response list(@Context UriInfo uri) {
        AuditFilter filter = AuditFilter.read(new QueryParameters(uri));
        return ListAnswer.of(
                uri,
                Listing.newestFirst(
                        () -> search.count(filter), (id, most) -> search.below(filter, id, most), AuditEvent::getId),
                AuditResource::item);
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
