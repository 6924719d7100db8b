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
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationJson;

/** Takes a restore back. It is no part of the resource of all operations, as operations know nothing of snapshots. */
@Path("/v1/operations/{id}/undo")
@Produces(MediaType.APPLICATION_JSON)
public class RestoreUndoResource {
    @Inject
    private SnapshotService snapshots;

    @Inject
    private CurrentCaller currentCaller;

    @POST
    @RequiresScope(Scope.SNAPSHOTS_RESTORE)
    public Response undo(@PathParam("id") String id) {
        Operation operation = snapshots.undo(currentCaller.get(), id);
        return Response.accepted(OperationJson.item(operation))
                .header("Operation-Location", "/api/v1/operations/" + operation.getId() + "/")
                .build();
    }
}
