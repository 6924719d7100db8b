package org.stillframe.webhook;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.DELETE;
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
import org.stillframe.account.Caller;
import org.stillframe.account.CurrentCaller;
import org.stillframe.account.RequiresScope;
import org.stillframe.account.Scope;
import org.stillframe.api.ListAnswer;
import org.stillframe.api.Listing;
import org.stillframe.api.PathId;
import org.stillframe.api.RequestBody;
import org.stillframe.idempotency.CurrentKey;
import org.stillframe.idempotency.IdempotencyFilter;

/** Where an account wants its events sent. */
@Path("/v1/webhooks")
@Produces(MediaType.APPLICATION_JSON)
public class WebhooksResource {
    @Inject
    private Webhooks webhooks;

    @Inject
    private WebhookSecrets secrets;

    @Inject
    private CurrentCaller currentCaller;

    @Inject
    private CurrentKey key;

    @GET
    @RequiresScope(Scope.SNAPSHOTS_READ)
    public Response list(@Context UriInfo uri) {
        Caller caller = currentCaller.get();
        return ListAnswer.of(
                uri,
                Listing.newestFirst(
                        () -> webhooks.count(caller), (id, most) -> webhooks.below(caller, id, most), Webhook::getId),
                webhook -> WebhookJson.item(webhook, caller));
    }

    /** The answer holds the secret, so it is not kept for a retry but made again. */
    @POST
    @RequiresScope(Scope.SNAPSHOTS_WRITE)
    public Response create(RequestBody body) {
        Caller caller = currentCaller.get();
        Webhook webhook = webhooks.create(caller, WebhookRequest.create(body));
        key.keepNoAnswer();
        return Response.status(Response.Status.CREATED)
                .header(HttpHeaders.LOCATION, "/api/v1/webhooks/" + webhook.getId() + "/")
                .header(IdempotencyFilter.REPLAYED, key.outcome().isPresent() ? "true" : null)
                .entity(WebhookJson.created(webhook, caller, secrets.of(webhook.getSalt())))
                .build();
    }

    @GET
    @Path("/{id}")
    @RequiresScope(Scope.SNAPSHOTS_READ)
    public JsonObject get(@PathParam("id") String id) {
        Caller caller = currentCaller.get();
        return WebhookJson.item(webhooks.get(caller, PathId.of(id, "webhook")), caller);
    }

    @PATCH
    @Path("/{id}")
    @RequiresScope(Scope.SNAPSHOTS_WRITE)
    public JsonObject change(@PathParam("id") String id, RequestBody body) {
        Caller caller = currentCaller.get();
        return WebhookJson.item(webhooks.change(caller, PathId.of(id, "webhook"), WebhookRequest.change(body)), caller);
    }

    @DELETE
    @Produces(MediaType.WILDCARD)
    @Path("/{id}")
    @RequiresScope(Scope.SNAPSHOTS_WRITE)
    public void delete(@PathParam("id") String id) {
        webhooks.delete(currentCaller.get(), PathId.of(id, "webhook"));
    }
}
