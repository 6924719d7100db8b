package org.stillframe.hypervisor.libvirt;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;

/** Speaks to a domain's QEMU itself, where libvirt may not know or has no call. */
final class QemuNodes {
    private static final String LIST_NODES = "info block -n";
    private static final String READ_ONLY = ", read-only";
    private static final int HUMAN_READABLE = 1;
    private static final String QUERY_BLOCK = "{\"execute\": \"query-block\"}";
    private static final String QUERY_NODES = "{\"execute\": \"query-named-block-nodes\"}";
    private static final int MACHINE_READABLE = 0;

    private QemuNodes() {}

    /** Whether QEMU has the file as the head of a disk, which a guest writes to. */
    static boolean isHead(Domain domain, String path) throws LibvirtException {
        return answers(domain, QUERY_BLOCK).stream()
                .map(device -> device.getJsonObject("inserted"))
                .filter(Objects::nonNull)
                .anyMatch(inserted -> isOf(inserted, path));
    }

    /**
     * Has QEMU let go of a file that no disk leads to. A libvirt that died while it had QEMU make an overlay left it open. What is in
     * use stays open: QEMU refuses to close it.
     */
    static void closeUnused(Domain domain, String path) throws LibvirtException {
        List<JsonObject> nodes = answers(domain, QUERY_NODES).stream()
                .filter(node -> isOf(node, path))
                // The format's node stands on the file's.
                .sorted(Comparator.comparing(node -> node.getString("drv").equals("file")))
                .toList();
        for (JsonObject node : nodes) {
            domain.qemuMonitorCommand(
                    Json.createObjectBuilder()
                            .add("execute", "blockdev-del")
                            .add("arguments", Json.createObjectBuilder().add("node-name", node.getString("node-name")))
                            .build()
                            .toString(),
                    MACHINE_READABLE);
        }
    }

    private static List<JsonObject> answers(Domain domain, String query) throws LibvirtException {
        try (JsonReader reader = Json.createReader(new StringReader(domain.qemuMonitorCommand(query, MACHINE_READABLE)))) {
            return reader.readObject().getJsonArray("return").getValuesAs(JsonObject.class);
        }
    }

    /** QEMU tells a file by its path, or by an object that holds it. */
    private static boolean isOf(JsonObject node, String path) {
        String file = node.getString("file", "");
        return file.equals(path) || file.contains('"' + path + '"');
    }

    /**
     * Has QEMU write to the head's file what it holds of it in memory. It is not told whether that worked; but QEMU moves a
     * domain to another head only when that is flushed, and later flushes are the guest's own.
     */
    static void flush(Domain domain, String path) throws LibvirtException {
        for (String node : writable(domain, path)) {
            domain.qemuMonitorCommand("qemu-io " + node + " flush", HUMAN_READABLE);
        }
    }

    /**
     * The same for a file below the head, which no flush of the guest reaches. QEMU flushes it when it makes it read-only again
     * after a commit; it is left writable if that failed, or if a commit of the head into it was aborted before. To open it
     * anew begins with a flush, and tells if that failed.
     */
    static void requireFlushed(Domain domain, String path) throws LibvirtException {
        for (String node : writable(domain, path)) {
            requireSilent(path, domain.qemuMonitorCommand("qemu-io " + node + " reopen", HUMAN_READABLE));
        }
    }

    private static List<String> writable(Domain domain, String path) throws LibvirtException {
        return domain.qemuMonitorCommand(LIST_NODES, HUMAN_READABLE).lines()
                .filter(line -> line.contains(": " + path + " (") || line.contains('"' + path + '"'))
                .filter(line -> !line.startsWith(" ") && !line.contains(READ_ONLY))
                .map(line -> line.substring(0, line.indexOf(':')))
                .toList();
    }

    /** Fails with {@code NO_SPACE} or {@code FAILED} if the monitor has something to say. */
    static void requireSilent(String path, String answer) {
        if (!answer.isBlank()) {
            Kind kind = Failures.tellsOfNoSpace(answer) ? Kind.NO_SPACE : Kind.FAILED;
            throw new HypervisorException(kind, "What was merged into " + path + " is not written yet: " + answer.strip());
        }
    }
}
