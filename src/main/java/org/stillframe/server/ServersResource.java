package org.stillframe.server;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.stillframe.account.Caller;
import org.stillframe.account.CurrentCaller;
import org.stillframe.account.RequiresScope;
import org.stillframe.account.Scope;
import org.stillframe.api.ListAnswer;
import org.stillframe.api.Listing;
import org.stillframe.api.PathId;
import org.stillframe.api.QueryParameters;

/** The servers of an account. */
@Path("/v1/servers")
@Produces(MediaType.APPLICATION_JSON)
public class ServersResource {
    @Inject
    private ServerService servers;

    @Inject
    private ServerSearch search;

    @Inject
    private CurrentCaller currentCaller;

    @GET
    @RequiresScope(Scope.SERVERS_READ)
    public Response list(@Context UriInfo uri) {
        Caller caller = currentCaller.get();
        ServerFilter filter = ServerFilter.read(new QueryParameters(uri));
        return ListAnswer.of(
                uri,
                Listing.newestFirst(
                        () -> search.count(caller, filter),
                        (id, most) -> search.below(caller, filter, id, most),
                        Server::getId),
                server -> ServerJson.item(server, caller));
    }

    @GET
    @Path("/{id}")
    @RequiresScope(Scope.SERVERS_READ)
    public JsonObject get(@PathParam("id") String id) {
        Caller caller = currentCaller.get();
        return ServerJson.item(servers.get(caller, PathId.of(id, "server")), caller);
    }
}
