package org.stillframe.operation;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.stillframe.account.Caller;
import org.stillframe.account.CurrentCaller;
import org.stillframe.account.RequiresScope;
import org.stillframe.account.Scope;
import org.stillframe.api.ListAnswer;
import org.stillframe.api.Listing;
import org.stillframe.api.QueryParameters;
import org.stillframe.error.ServiceException;

/** Long-running requests, and waiting for them. */
@Path("/v1/operations")
@Produces(MediaType.APPLICATION_JSON)
public class OperationsResource {
    private static final long LONGEST_WAIT_SECONDS = 60;

    @Inject
    private OperationService operations;

    @Inject
    private OperationWait waits;

    @Inject
    private CurrentCaller currentCaller;

    @GET
    @RequiresScope(Scope.SNAPSHOTS_READ)
    public Response list(@Context UriInfo uri) {
        Caller caller = currentCaller.get();
        OperationFilter filter = OperationFilter.read(new QueryParameters(uri));
        return ListAnswer.of(
                uri,
                new Listing<>(
                        () -> operations.count(caller, filter),
                        (key, most) -> operations.after(caller, filter, key == null ? null : OperationPlace.of(key), most),
                        OperationPlace::key),
                OperationJson::item);
    }

    @GET
    @Path("/{id}")
    @RequiresScope(Scope.SNAPSHOTS_READ)
    public void get(@PathParam("id") String id, @Context UriInfo uri, @Suspended AsyncResponse answer) {
        Caller caller = currentCaller.get();
        long seconds = new QueryParameters(uri).integer("wait").map(OperationsResource::checked).orElse(0L);
        waits.untilEnded(
                id,
                () -> operations.get(caller, id),
                Duration.ofSeconds(seconds),
                operation -> answer.resume(OperationJson.item(operation)),
                answer::resume);
    }

    private static long checked(long seconds) {
        if (seconds < 0) {
            throw new ServiceException(
                    "The query parameter wait must not be negative.", Map.of("wait", List.of("It must not be negative.")));
        }
        return Math.min(seconds, LONGEST_WAIT_SECONDS);
    }
}
