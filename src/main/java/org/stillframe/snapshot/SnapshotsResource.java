package org.stillframe.snapshot;

import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.stillframe.account.Caller;
import org.stillframe.account.CurrentCaller;
import org.stillframe.account.RequiresScope;
import org.stillframe.account.Scope;
import org.stillframe.api.ListAnswer;
import org.stillframe.api.PathId;
import org.stillframe.api.QueryParameters;
import org.stillframe.api.RequestBody;
import org.stillframe.hypervisor.Consistency;
import org.stillframe.operation.Operation;

/** The snapshots of an account. */
@Path("/v1/snapshots")
@Produces(MediaType.APPLICATION_JSON)
public class SnapshotsResource {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,100}");
    private static final String NAME_RULE = "It must have 1 to 100 letters, digits, hyphens or underscores.";
    private static final int LONGEST_DESCRIPTION = 1000;

    @Inject
    private SnapshotService snapshots;

    @Inject
    private SnapshotQueries queries;

    @Inject
    private CurrentCaller currentCaller;

    @GET
    @RequiresScope(Scope.SNAPSHOTS_READ)
    public JsonObject list(@Context UriInfo uri) {
        Caller caller = currentCaller.get();
        List<SnapshotView> found = queries.list(caller, new QueryParameters(uri).integer("server_id"));
        return ListAnswer.of(found, snapshot -> SnapshotJson.item(snapshot, caller));
    }

    @GET
    @Path("/{id}")
    @RequiresScope(Scope.SNAPSHOTS_READ)
    public JsonObject get(@PathParam("id") String id) {
        Caller caller = currentCaller.get();
        return SnapshotJson.full(queries.get(caller, PathId.of(id, "snapshot")), caller);
    }

    @POST
    @RequiresScope(Scope.SNAPSHOTS_WRITE)
    public Response create(RequestBody body) {
        Snapshot snapshot = snapshots.create(currentCaller.get(), read(body));
        return Response.created(URI.create("/api/v1/snapshots/" + snapshot.getId() + "/"))
                .header("Operation-Location", location(snapshot.getOperation()))
                .entity(SnapshotJson.created(snapshot))
                .build();
    }

    private static NewSnapshot read(RequestBody body) {
        Long serverId = body.requiredInteger("server_id");
        String name = body.requiredText("name", NAME, NAME_RULE);
        String description = body.optionalText("description", LONGEST_DESCRIPTION);
        String consistency = body.optionalChoice("consistency", List.of("application", "crash"));
        body.check();
        return new NewSnapshot(
                serverId,
                name,
                description == null ? "" : description,
                consistency == null ? null : Consistency.valueOf(consistency.toUpperCase(Locale.ROOT)));
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
    @RequiresScope(Scope.SNAPSHOTS_WRITE)
    public void delete(@PathParam("id") String id) {
        snapshots.delete(currentCaller.get(), PathId.of(id, "snapshot"));
    }

    private static String location(Operation operation) {
        return "/api/v1/operations/" + operation.getId() + "/";
    }
}
