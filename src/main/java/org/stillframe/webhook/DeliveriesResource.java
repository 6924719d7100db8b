package org.stillframe.webhook;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import org.stillframe.account.Caller;
import org.stillframe.account.CurrentCaller;
import org.stillframe.account.RequiresScope;
import org.stillframe.account.Scope;
import org.stillframe.api.ListAnswer;
import org.stillframe.api.Listing;
import org.stillframe.api.PathId;
import org.stillframe.api.QueryParameters;

/** What was sent to a webhook, and sending it again. */
@Path("/v1/webhooks/{id}/deliveries")
@Produces(MediaType.APPLICATION_JSON)
public class DeliveriesResource {
    @Inject
    private DeliveryInventory deliveries;

    @Inject
    private CurrentCaller currentCaller;

    @GET
    @RequiresScope(Scope.SNAPSHOTS_READ)
    public Response list(@PathParam("id") String id, @Context UriInfo uri) {
        Caller caller = currentCaller.get();
        long webhook = PathId.of(id, "webhook");
        Optional<DeliveryStatus> status = new QueryParameters(uri).oneOf("status", DeliveryStatus.values());
        return ListAnswer.of(
                uri,
                Listing.newestFirst(
                        () -> deliveries.count(caller, webhook, status),
                        (before, most) -> deliveries.below(caller, webhook, status, before, most),
                        Delivery::getId),
                WebhookJson::item);
    }

    @POST
    @Path("/{delivery}/redeliver")
    @RequiresScope(Scope.SNAPSHOTS_WRITE)
    public Response sendAgain(@PathParam("id") String id, @PathParam("delivery") String delivery) {
        Delivery again =
                deliveries.sendAgain(currentCaller.get(), PathId.of(id, "webhook"), PathId.of(delivery, "delivery"));
        return Response.accepted(WebhookJson.item(again)).build();
    }
}
