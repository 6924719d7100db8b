package org.stillframe.server;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.stillframe.account.RequiresScope;
import org.stillframe.account.Scope;
import org.stillframe.api.JsonFields;
import org.stillframe.api.ListAnswer;
import org.stillframe.hypervisor.HostInfo;

/** The hosts, and whether they answer. */
@Path("/v1/hosts")
@Produces(MediaType.APPLICATION_JSON)
public class HostsResource {
    @Inject
    private HostDirectory hosts;

    @Inject
    private HostMonitor monitor;

    @GET
    @RequiresScope(Scope.ADMIN)
    public JsonObject list() {
        return ListAnswer.of(hosts.all(), this::item);
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
}
