package org.stillframe.audit;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.stillframe.account.RequiresScope;
import org.stillframe.account.Scope;
import org.stillframe.api.ListAnswer;
import org.stillframe.api.Listing;
import org.stillframe.api.QueryParameters;

/** What was done, by whom, and when. */
@Path("/v1/audit")
@Produces(MediaType.APPLICATION_JSON)
public class AuditResource {
    @Inject
    private AuditSearch search;

    @Inject
    private AuditExport export;

    @Inject
    private AuditVerification verification;

    @GET
    @RequiresScope(Scope.ADMIN)
    public Response list(@Context UriInfo uri) {
        AuditFilter filter = AuditFilter.read(new QueryParameters(uri));
        return ListAnswer.of(
                uri,
                Listing.newestFirst(
                        () -> search.count(filter), (id, most) -> search.below(filter, id, most), AuditEvent::getId),
                AuditJson::item);
    }

    /** All of them, oldest first, a line each. */
    @GET
    @Path("/export")
    @Produces({AuditExport.JSON_LINES, AuditExport.CSV})
    @RequiresScope(Scope.ADMIN)
    public Response export(@Context UriInfo uri) {
        QueryParameters query = new QueryParameters(uri);
        AuditFilter filter = AuditFilter.read(query);
        boolean csv = query.oneOf("format", List.of("jsonl", "csv")).filter("csv"::equals).isPresent();
        return Response.ok((StreamingOutput) out -> export.write(filter, csv, out))
                .type(csv ? AuditExport.CSV : AuditExport.JSON_LINES)
                .build();
    }

    /** Whether the chain of events is whole. */
    @GET
    @Path("/verify")
    @RequiresScope(Scope.ADMIN)
    public JsonObject verify() {
        return AuditJson.report(verification.verify());
    }
}
