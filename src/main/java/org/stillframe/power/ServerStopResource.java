package org.stillframe.power;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.stillframe.account.RequiresScope;
import org.stillframe.account.Scope;
import org.stillframe.operation.OperationKind;

/** Shuts a server down; after a grace period it is cut off. */
@Path("/v1/servers/{id}/stop")
@Produces(MediaType.APPLICATION_JSON)
public class ServerStopResource extends PowerResource {
    @POST
    @RequiresScope(Scope.SERVERS_POWER)
    public Response stop(@PathParam("id") String id) {
        return begin(id, OperationKind.SERVER_STOP);
    }
}
