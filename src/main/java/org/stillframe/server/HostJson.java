package org.stillframe.server;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import org.stillframe.api.JsonFields;
import org.stillframe.hypervisor.HostInfo;

/** A host as the API shows it. */
final class HostJson {
    private HostJson() {}

    static JsonObject item(Host host, HostStatus status) {
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
