package org.stillframe.adoption;

import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.stillframe.account.CurrentCaller;
import org.stillframe.account.RequiresScope;
import org.stillframe.account.Scope;
import org.stillframe.api.PathId;
import org.stillframe.api.QueryParameters;
import org.stillframe.api.RequestBody;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationJson;
import org.stillframe.server.Server;
import org.stillframe.server.ServerJson;

/** Where servers come from and go to. It shares its path with the servers' own resource. */
@Path("/v1/servers")
@Produces(MediaType.APPLICATION_JSON)
public class AdoptionResource {
    @Inject
    private ServerAdoption adoption;

    @Inject
    private ServerRelease release;

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

    @DELETE
    @Path("/{id}")
    @RequiresScope(Scope.ADMIN)
    public Response release(@PathParam("id") String id, @Context UriInfo uri) {
        boolean withSnapshots = new QueryParameters(uri).oneOf("snapshots", List.of("delete")).isPresent();
        Operation operation = release.begin(currentCaller.get(), PathId.of(id, "server"), withSnapshots);
        return Response.accepted(OperationJson.item(operation))
                .header("Operation-Location", "/api/v1/operations/" + operation.getId() + "/")
                .build();
    }
}
