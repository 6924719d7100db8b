package org.stillframe.account;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Tells a client who its token makes it. */
@Path("/v1/account")
@Produces(MediaType.APPLICATION_JSON)
public class AccountResource {
    @Inject
    private CurrentCaller currentCaller;

    @GET
    @Path("/me")
    public JsonObject me() {
        Caller caller = currentCaller.get();
        return Json.createObjectBuilder()
                .add("account", Json.createObjectBuilder().add("email", caller.email()))
                .add(
                        "token",
                        Json.createObjectBuilder()
                                .add("name", caller.tokenName())
                                .add("permissions", Json.createArrayBuilder(
                                        caller.scopes().stream().sorted().map(Scope::claim).toList())))
                .build();
    }
}
