package org.stillframe.server;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
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
import java.util.List;
import java.util.Locale;
import org.stillframe.account.CurrentCaller;
import org.stillframe.account.RequiresScope;
import org.stillframe.account.Scope;
import org.stillframe.api.JsonFields;
import org.stillframe.api.ListAnswer;
import org.stillframe.api.Listing;
import org.stillframe.api.PathId;
import org.stillframe.api.QueryParameters;
import org.stillframe.api.RequestBody;
import org.stillframe.hypervisor.DiskInfo;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.server.HostDomains.HostDomain;

/** The hosts, whether they answer, and what runs on them. */
@Path("/v1/hosts")
@Produces(MediaType.APPLICATION_JSON)
public class HostsResource {
    @Inject
    private HostDirectory hosts;

    @Inject
    private HostMonitor monitor;

    @Inject
    private HostDomains domains;

    @Inject
    private HostAdministration administration;

    @Inject
    private CurrentCaller currentCaller;

    @GET
    @RequiresScope(Scope.ADMIN)
    public Response list(@Context UriInfo uri) {
        return ListAnswer.of(uri, Listing.of(hosts.all(), host -> Long.toString(host.getId())), this::item);
    }

    @POST
    @RequiresScope(Scope.ADMIN)
    public Response add(RequestBody body) {
        Host host = administration.add(currentCaller.get(), HostRequest.ofNew(body));
        return Response.status(Response.Status.CREATED)
                .header(HttpHeaders.LOCATION, "/api/v1/hosts/" + host.getId() + "/")
                .entity(item(host))
                .build();
    }

    @GET
    @Path("/{id}")
    @RequiresScope(Scope.ADMIN)
    public JsonObject get(@PathParam("id") String id) {
        return item(hosts.get(PathId.of(id, "host")));
    }

    @PATCH
    @Path("/{id}")
    @RequiresScope(Scope.ADMIN)
    public JsonObject change(@PathParam("id") String id, RequestBody body) {
        long host = PathId.of(id, "host");
        return item(administration.change(currentCaller.get(), host, HostRequest.ofChange(body)));
    }

    @DELETE
    @Path("/{id}")
    @Produces(MediaType.WILDCARD)
    @RequiresScope(Scope.ADMIN)
    public void remove(@PathParam("id") String id) {
        administration.remove(currentCaller.get(), PathId.of(id, "host"));
    }

    @GET
    @Path("/{id}/domains")
    @RequiresScope(Scope.ADMIN)
    public Response domains(@PathParam("id") String id, @Context UriInfo uri) {
        Boolean adopted = new QueryParameters(uri)
                .oneOf("adopted", List.of("true", "false"))
                .map(Boolean::valueOf)
                .orElse(null);
        return ListAnswer.of(
                uri,
                Listing.of(domains.list(PathId.of(id, "host"), adopted), found -> found.info().ref().uuid().toString()),
                HostsResource::domain);
    }

    private JsonObject item(Host host) {
        return HostJson.item(host, monitor.of(host.getId()));
    }

    private static JsonObject domain(HostDomain domain) {
        DomainInfo info = domain.info();
        JsonArrayBuilder disks = Json.createArrayBuilder();
        info.disks().forEach(disk -> disks.add(disk(disk)));
        return Json.createObjectBuilder()
                .add("uuid", info.ref().uuid().toString())
                .add("name", info.name())
                .add("state", info.state().name().toLowerCase(Locale.ROOT))
                .add("adopted", JsonFields.orNull(domain.serverId()))
                .add("disks", disks)
                .add("snapshot_ready", info.blockers().isEmpty())
                .add("snapshot_blockers", Json.createArrayBuilder(info.blockerReasons()))
                .build();
    }

    private static JsonObject disk(DiskInfo disk) {
        return Json.createObjectBuilder()
                .add("target", disk.target())
                .add("path", disk.head().path())
                .add("format", disk.head().format())
                .add("capacity_mb", disk.head().capacityBytes() >> 20)
                .build();
    }
}
