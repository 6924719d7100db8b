package org.stillframe.access;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
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
import java.util.Optional;
import org.stillframe.account.ApiToken;
import org.stillframe.account.Caller;
import org.stillframe.account.CurrentCaller;
import org.stillframe.account.LiveTokens;
import org.stillframe.account.Scope;
import org.stillframe.account.TokenDirectory;
import org.stillframe.account.TokenService;
import org.stillframe.api.ApiTime;
import org.stillframe.api.ListAnswer;
import org.stillframe.api.Listing;
import org.stillframe.api.PathId;
import org.stillframe.api.QueryParameters;
import org.stillframe.api.RequestBody;
import org.stillframe.idempotency.CurrentKey;
import org.stillframe.idempotency.IdempotencyFilter;

/** The tokens of an account; those of all accounts for administrators. */
@Path("/v1/tokens")
@Produces(MediaType.APPLICATION_JSON)
public class TokensResource {
    @Inject
    private TokenDirectory tokens;

    @Inject
    private TokenAdministration administration;

    @Inject
    private LiveTokens liveTokens;

    @Inject
    private CurrentCaller currentCaller;

    @Inject
    private CurrentKey key;

    @GET
    public Response list(@Context UriInfo uri) {
        Caller caller = currentCaller.get();
        Optional<String> account = new QueryParameters(uri).text("account");
        return ListAnswer.of(
                uri,
                Listing.newestFirst(
                        () -> tokens.count(caller, account),
                        (id, most) -> tokens.below(caller, account, id, most),
                        ApiToken::getId),
                TokensResource::item);
    }

    @POST
    public Response create(RequestBody body) {
        TokenService.Issued issued = administration.issue(currentCaller.get(), NewToken.read(body));
        key.keepNoAnswer();
        return Response.status(Response.Status.CREATED)
                .header(HttpHeaders.LOCATION, "/api/v1/tokens/" + issued.token().getId() + "/")
                .header(IdempotencyFilter.REPLAYED, key.outcome().isPresent() ? "true" : null)
                .entity(created(issued))
                .build();
    }

    @GET
    @Path("/{id}")
    public JsonObject get(@PathParam("id") String id) {
        return item(tokens.get(currentCaller.get(), PathId.of(id, "token")));
    }

    @DELETE
    @Path("/{id}")
    @Produces(MediaType.WILDCARD)
    public void revoke(@PathParam("id") String id) {
        administration.revoke(currentCaller.get(), PathId.of(id, "token"));
        // After the transaction: in it the token could still be seen to be live.
        liveTokens.forget();
    }

    /** The same each time that the request is repeated, even if the token is in use by then. */
    private static JsonObject created(TokenService.Issued issued) {
        return Json.createObjectBuilder(item(issued.token()))
                .add("last_used_at", JsonValue.NULL)
                .add("token", issued.text())
                .build();
    }

    private static JsonObject item(ApiToken token) {
        return Json.createObjectBuilder()
                .add("id", token.getId())
                .add("name", token.getName())
                .add("account", token.getAccount().getEmail())
                .add("scopes", Json.createArrayBuilder(
                        token.getScopes().stream().sorted().map(Scope::claim).toList()))
                .add("created_at", ApiTime.text(token.getCreatedAt()))
                .add("expires_at", ApiTime.text(token.getExpiresAt()))
                .add("last_used_at", ApiTime.orNull(token.getLastUsedAt()))
                .build();
    }
}
