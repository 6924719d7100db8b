package org.stillframe.cli;

import jakarta.json.JsonObject;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/** One snapshot with all that is known of it, a line each. */
final class SnapshotSheet {
    private final Readable readable;

    SnapshotSheet(Readable readable) {
        this.readable = readable;
    }

    void print(JsonObject snapshot, PrintWriter out) {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("Snapshot", "%s  %s".formatted(Readable.text(snapshot, "id"), Readable.text(snapshot, "name")));
        lines.put("Server", "%s  %s".formatted(Readable.text(snapshot, "server", "id"), Readable.text(snapshot, "server", "name")));
        lines.put("Account", Readable.text(snapshot, "account"));
        lines.put("Status", status(snapshot));
        lines.put("Failure", Readable.text(snapshot, "failure", "detail"));
        lines.put("Consistency", consistency(snapshot));
        lines.put("Size", Readable.size(snapshot, "size_mb"));
        lines.put("Deleting frees", Readable.size(snapshot, "exclusive_mb"));
        lines.put("Created", readable.time(snapshot, "created_at"));
        lines.put("Last seen", readable.time(snapshot, "verified_at"));
        lines.put("Operation", Readable.text(snapshot, "operation"));
        lines.put("Description", Readable.text(snapshot, "description"));
        lines.forEach((heading, text) -> {
            if (text != null && !text.isEmpty()) {
                // What the service sends cannot move the cursor; the lines of a description stay lines.
                String plain = text.replaceAll("[\\p{Cc}\\p{Cf}&&[^\n\t]]+", " ").replace("\n", "\n" + " ".repeat(16));
                out.println("%-16s%s".formatted(heading, plain));
            }
        });
    }

    private static String status(JsonObject snapshot) {
        String status = Readable.text(snapshot, "status");
        return "in_progress".equals(status) ? "in_progress, %s %%".formatted(Readable.text(snapshot, "progress")) : status;
    }

    private static String consistency(JsonObject snapshot) {
        String consistency = Readable.text(snapshot, "consistency");
        if (consistency == null) {
            return null;
        }
        return switch (consistency) {
            case "application" -> "application (the guest agent had frozen the file systems)";
            case "crash" -> "crash (starts as after a loss of power)";
            case "offline" -> "offline (the server was stopped)";
            default -> consistency;
        };
    }
}
