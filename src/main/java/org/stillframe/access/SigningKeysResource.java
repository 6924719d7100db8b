package org.stillframe.access;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.stillframe.account.CurrentCaller;
import org.stillframe.account.RequiresScope;
import org.stillframe.account.Scope;
import org.stillframe.account.SigningKeys;
import org.stillframe.api.ApiTime;
import org.stillframe.api.ListAnswer;
import org.stillframe.api.Listing;

/** The keys that sign tokens, for administrators: what is told of them is public, their private halves are never told. */
@Path("/v1/signing-keys")
@Produces(MediaType.APPLICATION_JSON)
public class SigningKeysResource {
    @Inject
    private KeyAdministration administration;

    @Inject
    private SigningKeys keys;

    @Inject
    private CurrentCaller currentCaller;

    @GET
    @RequiresScope(Scope.ADMIN)
    public Response list(@Context UriInfo uri) {
        return ListAnswer.of(uri, Listing.of(administration.all(), KeyAdministration.View::id), SigningKeysResource::item);
    }

    @POST
    @RequiresScope(Scope.ADMIN)
    public Response create() {
        KeyAdministration.View key = administration.make(currentCaller.get());
        return Response.status(Response.Status.CREATED)
                .header(HttpHeaders.LOCATION, "/api/v1/signing-keys/" + key.id() + "/")
                .entity(item(key))
                .build();
    }

    @GET
    @Path("/{id}")
    @RequiresScope(Scope.ADMIN)
    public JsonObject get(@PathParam("id") String id) {
        return item(administration.get(id));
    }

    @DELETE
    @Path("/{id}")
    @Produces(MediaType.WILDCARD)
    @RequiresScope(Scope.ADMIN)
    public void retire(@PathParam("id") String id) {
        administration.retire(currentCaller.get(), id);
        // After the transaction: in it the key could still be read and kept.
        keys.forget(id);
    }

    private static JsonObject item(KeyAdministration.View key) {
        return Json.createObjectBuilder()
                .add("id", key.id())
                .add("created_at", ApiTime.text(key.createdAt()))
                .add("signs", key.signs())
                .add("tokens", key.tokens())
                .build();
    }
}
