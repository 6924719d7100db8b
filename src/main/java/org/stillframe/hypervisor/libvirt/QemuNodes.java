package org.stillframe.hypervisor.libvirt;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.StringReader;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;

/** Asks a domain's QEMU itself, for the rare case in which libvirt may not know. */
final class QemuNodes {
    private static final String ASK = "{\"execute\": \"query-named-block-nodes\", \"arguments\": {\"flat\": true}}";

    private QemuNodes() {}

    /** Whether QEMU has the file open. */
    static boolean opens(Domain domain, String path) throws LibvirtException {
        try (JsonReader reader = Json.createReader(new StringReader(domain.qemuMonitorCommand(ASK, 0)))) {
            for (JsonValue node : reader.readObject().getJsonArray("return")) {
                if (path.equals(((JsonObject) node).getString("file", null))) {
                    return true;
                }
            }
            return false;
        }
    }
}
