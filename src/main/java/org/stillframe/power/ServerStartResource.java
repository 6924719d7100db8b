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

/** Powers a server on. */
@Path("/v1/servers/{id}/start")
@Produces(MediaType.APPLICATION_JSON)
public class ServerStartResource extends PowerResource {
    @POST
    @RequiresScope(Scope.SERVERS_POWER)
    public Response start(@PathParam("id") String id) {
        return begin(id, OperationKind.SERVER_START);
    }
}
