package org.stillframe.drift;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.stillframe.account.CurrentCaller;
import org.stillframe.account.RequiresScope;
import org.stillframe.account.Scope;
import org.stillframe.api.ListAnswer;
import org.stillframe.api.Listing;
import org.stillframe.api.PathId;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationJson;

/** What was changed behind the service's back and is not mended yet. */
@Path("/v1/drift")
@Produces(MediaType.APPLICATION_JSON)
public class DriftResource {
    @Inject
    private DriftLifecycle lifecycle;

    @Inject
    private DriftService drift;

    @Inject
    private CurrentCaller currentCaller;

    @GET
    @RequiresScope(Scope.ADMIN)
    public Response list(@Context UriInfo uri) {
        return ListAnswer.of(uri, Listing.of(lifecycle.open(), found -> Long.toString(found.getId())), DriftJson::item);
    }

    @POST
    @Path("/{id}/adopt")
    @RequiresScope(Scope.ADMIN)
    public Response adopt(@PathParam("id") String id) {
        return begin(id, DriftRepair.ADOPT);
    }

    @POST
    @Path("/{id}/repair")
    @RequiresScope(Scope.ADMIN)
    public Response repair(@PathParam("id") String id) {
        return begin(id, DriftRepair.REPAIR);
    }

    @POST
    @Path("/{id}/forget")
    @RequiresScope(Scope.ADMIN)
    public Response forget(@PathParam("id") String id) {
        return begin(id, DriftRepair.FORGET);
    }

    private Response begin(String id, DriftRepair repair) {
        return accepted(drift.mend(currentCaller.get(), PathId.of(id, "finding"), repair));
    }

    static Response accepted(Operation operation) {
        return Response.accepted(OperationJson.item(operation))
                .header("Operation-Location", "/api/v1/operations/" + operation.getId() + "/")
                .build();
    }
}
