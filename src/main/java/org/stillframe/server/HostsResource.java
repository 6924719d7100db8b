package org.stillframe.server;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Locale;
import org.stillframe.account.RequiresScope;
import org.stillframe.account.Scope;
import org.stillframe.api.JsonFields;
import org.stillframe.api.ListAnswer;
import org.stillframe.api.PathId;
import org.stillframe.api.QueryParameters;
import org.stillframe.hypervisor.DiskInfo;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.HostInfo;
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

    @GET
    @RequiresScope(Scope.ADMIN)
    public JsonObject list() {
        return ListAnswer.of(hosts.all(), this::item);
    }

    @GET
    @Path("/{id}/domains")
    @RequiresScope(Scope.ADMIN)
    public JsonObject domains(@PathParam("id") String id, @Context UriInfo uri) {
        Boolean adopted = new QueryParameters(uri)
                .oneOf("adopted", List.of("true", "false"))
                .map(Boolean::valueOf)
                .orElse(null);
        return ListAnswer.of(domains.list(PathId.of(id, "host"), adopted), HostsResource::domain);
    }

    private JsonObject item(Host host) {
        HostStatus status = monitor.of(host.getId());
        JsonArrayBuilder pools = Json.createArrayBuilder();
        if (status.isConnected()) {
            status.info().pools().forEach(pool -> pools.add(pool(pool)));
        }
        return Json.createObjectBuilder()
                .add("id", host.getId())
                .add("name", host.getName())
                .add("uri", host.getUri())
                .add("status", status.isConnected() ? "connected" : "unreachable")
                .add("last_error", JsonFields.orNull(status.lastError()))
                .add("libvirt_version", JsonFields.orNull(status.isConnected() ? status.info().version() : null))
                .add("pools", pools)
                .build();
    }

    private static JsonObject pool(HostInfo.Pool pool) {
        return Json.createObjectBuilder()
                .add("name", pool.name())
                .add("capacity_mb", pool.capacityBytes() >> 20)
                .add("free_mb", pool.freeBytes() >> 20)
                .build();
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
