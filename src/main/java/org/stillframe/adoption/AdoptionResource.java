package org.stillframe.adoption;

import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.stillframe.account.CurrentCaller;
import org.stillframe.account.RequiresScope;
import org.stillframe.account.Scope;
import org.stillframe.api.RequestBody;
import org.stillframe.server.Server;
import org.stillframe.server.ServerJson;

/** Where servers come from and go to. It shares its path with the servers' own resource. */
@Path("/v1/servers")
@Produces(MediaType.APPLICATION_JSON)
public class AdoptionResource {
    @Inject
    private ServerAdoption adoption;

    @Inject
    private CurrentCaller currentCaller;

    @POST
    @RequiresScope(Scope.ADMIN)
    public Response adopt(RequestBody body) {
        Server server = adoption.adopt(AdoptionRequest.read(body));
        return Response.status(Response.Status.CREATED)
                .header(HttpHeaders.LOCATION, "/api/v1/servers/" + server.getId() + "/")
                .entity(ServerJson.item(server, currentCaller.get()))
                .build();
    }
}
