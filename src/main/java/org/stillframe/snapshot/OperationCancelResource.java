package org.stillframe.snapshot;

import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.stillframe.account.CurrentCaller;
import org.stillframe.account.RequiresScope;
import org.stillframe.account.Scope;
import org.stillframe.operation.OperationJson;

/** Tells an operation to stop. It is no part of the resource of all operations, as operations know nothing of snapshots. */
@Path("/v1/operations/{id}/cancel")
@Produces(MediaType.APPLICATION_JSON)
public class OperationCancelResource {
    @Inject
    private SnapshotService snapshots;

    @Inject
    private CurrentCaller currentCaller;

    @POST
    @RequiresScope(Scope.SNAPSHOTS_WRITE)
    public Response cancel(@PathParam("id") String id) {
        return Response.accepted(OperationJson.item(snapshots.cancel(currentCaller.get(), id)))
                .build();
    }
}
