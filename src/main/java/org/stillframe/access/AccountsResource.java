package org.stillframe.access;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.stillframe.account.Account;
import org.stillframe.account.AccountService;
import org.stillframe.account.CurrentCaller;
import org.stillframe.account.LiveTokens;
import org.stillframe.account.RequiresScope;
import org.stillframe.account.Scope;
import org.stillframe.api.ApiTime;
import org.stillframe.api.ListAnswer;
import org.stillframe.api.Listing;
import org.stillframe.api.PathId;
import org.stillframe.api.RequestBody;

/** All accounts, for administrators. */
@Path("/v1/accounts")
@Produces(MediaType.APPLICATION_JSON)
public class AccountsResource {
    @Inject
    private AccountService accounts;

    @Inject
    private AccountAdministration administration;

    @Inject
    private LiveTokens liveTokens;

    @Inject
    private CurrentCaller currentCaller;

    @GET
    @RequiresScope(Scope.ADMIN)
    public Response list(@Context UriInfo uri) {
        return ListAnswer.of(
                uri, Listing.newestFirst(accounts::count, accounts::below, Account::getId), AccountsResource::item);
    }

    @POST
    @RequiresScope(Scope.ADMIN)
    public Response create(RequestBody body) {
        Account account = administration.create(currentCaller.get(), NewAccount.read(body));
        return Response.status(Response.Status.CREATED)
                .header(HttpHeaders.LOCATION, "/api/v1/accounts/" + account.getId() + "/")
                .entity(item(account))
                .build();
    }

    @GET
    @Path("/{id}")
    @RequiresScope(Scope.ADMIN)
    public JsonObject get(@PathParam("id") String id) {
        return item(accounts.get(PathId.of(id, "account")));
    }

    @PATCH
    @Path("/{id}")
    @RequiresScope(Scope.ADMIN)
    public JsonObject change(@PathParam("id") String id, RequestBody body) {
        long account = PathId.of(id, "account");
        Account changed = administration.change(currentCaller.get(), account, AccountChange.read(body));
        liveTokens.forget();
        return item(changed);
    }

    private static JsonObject item(Account account) {
        return Json.createObjectBuilder()
                .add("id", account.getId())
                .add("email", account.getEmail())
                .add("name", account.getName())
                .add("created_at", ApiTime.text(account.getCreatedAt()))
                .add("disabled", account.isDisabled())
                .build();
    }
}
