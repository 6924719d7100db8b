package org.stillframe.server;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.Arrays;
import java.util.Locale;
import org.stillframe.account.Caller;
import org.stillframe.account.CurrentCaller;
import org.stillframe.account.RequiresScope;
import org.stillframe.account.Scope;
import org.stillframe.api.ListAnswer;
import org.stillframe.api.PathId;
import org.stillframe.api.QueryParameters;

/** The servers of an account. */
@Path("/v1/servers")
@Produces(MediaType.APPLICATION_JSON)
public class ServersResource {
    @Inject
    private ServerService servers;

    @Inject
    private CurrentCaller currentCaller;

    @GET
    @RequiresScope(Scope.SERVERS_READ)
    public JsonObject list(@Context UriInfo uri) {
        QueryParameters query = new QueryParameters(uri);
        ServerStatus status = query.oneOf("status", Arrays.stream(ServerStatus.values()).map(ServerStatus::code).toList())
                .map(code -> ServerStatus.valueOf(code.toUpperCase(Locale.ROOT)))
                .orElse(null);
        Caller caller = currentCaller.get();
        return ListAnswer.of(
                servers.list(caller, status, query.text("location").orElse(null)), server -> ServerJson.item(server, caller));
    }

    @GET
    @Path("/{id}")
    @RequiresScope(Scope.SERVERS_READ)
    public JsonObject get(@PathParam("id") String id) {
        Caller caller = currentCaller.get();
        return ServerJson.item(servers.get(caller, PathId.of(id, "server")), caller);
    }
}
