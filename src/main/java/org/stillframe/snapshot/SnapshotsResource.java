package org.stillframe.snapshot;

import jakarta.inject.Inject;
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
import org.stillframe.account.Caller;
import org.stillframe.account.CurrentCaller;
import org.stillframe.account.RequiresScope;
import org.stillframe.account.Scope;
import org.stillframe.api.ListAnswer;
import org.stillframe.api.Listing;
import org.stillframe.api.PathId;
import org.stillframe.api.QueryParameters;
import org.stillframe.api.RequestBody;
import org.stillframe.api.TaggedAnswer;
import org.stillframe.operation.Operation;

/** The snapshots of an account. */
@Path("/v1/snapshots")
@Produces(MediaType.APPLICATION_JSON)
public class SnapshotsResource {
    @Inject
    private SnapshotService snapshots;

    @Inject
    private SnapshotQueries queries;

    @Inject
    private SnapshotSearch search;

    @Inject
    private CurrentCaller currentCaller;

    @GET
    @RequiresScope(Scope.SNAPSHOTS_READ)
    public Response list(@Context UriInfo uri) {
        Caller caller = currentCaller.get();
        SnapshotFilter filter = SnapshotFilter.read(new QueryParameters(uri));
        return ListAnswer.of(
                uri,
                Listing.newestFirst(
                        () -> search.count(caller, filter),
                        (id, most) -> search.below(caller, filter, id, most),
                        SnapshotView::id),
                snapshot -> SnapshotJson.item(snapshot, caller));
    }

    @GET
    @Path("/{id}")
    @RequiresScope(Scope.SNAPSHOTS_READ)
    public Response get(@PathParam("id") String id, @Context HttpHeaders request) {
        Caller caller = currentCaller.get();
        return TaggedAnswer.of(request, SnapshotJson.full(queries.get(caller, PathId.of(id, "snapshot")), caller));
    }

    @POST
    @RequiresScope(Scope.SNAPSHOTS_WRITE)
    public Response create(RequestBody body) {
        Snapshot snapshot = snapshots.create(currentCaller.get(), NewSnapshot.read(body));
        return Response.status(Response.Status.CREATED)
                .header(HttpHeaders.LOCATION, "/api/v1/snapshots/" + snapshot.getId() + "/")
                .header("Operation-Location", location(snapshot.getOperation()))
                .entity(SnapshotJson.created(snapshot))
                .build();
    }

    @POST
    @Path("/{id}/restore")
    @RequiresScope(Scope.SNAPSHOTS_RESTORE)
    public Response restore(@PathParam("id") String id) {
        Caller caller = currentCaller.get();
        SnapshotView snapshot = queries.get(caller, PathId.of(id, "snapshot"));
        Operation operation = snapshots.restore(caller, snapshot.id());
        return Response.ok(SnapshotJson.restoring(snapshot, operation))
                .header("Operation-Location", location(operation))
                .build();
    }

    @DELETE
    @Path("/{id}")
    @Produces(MediaType.WILDCARD)
    @RequiresScope(Scope.SNAPSHOTS_WRITE)
    public void delete(@PathParam("id") String id) {
        snapshots.delete(currentCaller.get(), PathId.of(id, "snapshot"));
    }

    private static String location(Operation operation) {
        return "/api/v1/operations/" + operation.getId() + "/";
    }
}
