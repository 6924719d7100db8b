package org.stillframe.cli;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** How the service's values are shown to a person. A null is null still: what the service does not know is not made up. */
final class Readable {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss zzz", Locale.ROOT);
    private static final Map<String, String> KINDS = Map.of(
            "snapshot_create", "create",
            "snapshot_restore", "restore",
            "restore_undo", "undo",
            "snapshot_delete", "delete",
            "server_start", "start",
            "server_stop", "stop",
            "server_release", "release",
            "host_reconcile", "reconcile",
            "drift_repair", "repair");

    private final ZoneId zone;

    Readable(ZoneId zone) {
        this.zone = zone;
    }

    static String text(JsonObject item, String field) {
        return item.get(field) instanceof JsonString text ? text.getString()
                : item.get(field) instanceof JsonNumber number ? number.toString() : null;
    }

    /** Field of an object within, such as a server's name. */
    static String text(JsonObject item, String object, String field) {
        return item.get(object) instanceof JsonObject inner ? text(inner, field) : null;
    }

    String time(JsonObject item, String field) {
        String text = text(item, field);
        return text == null ? null : TIME.format(Instant.parse(text).atZone(zone));
    }

    static String size(JsonObject item, String field) {
        if (!(item.get(field) instanceof JsonNumber number)) {
            return null;
        }
        double size = number.doubleValue();
        if (size < 1024) {
            return number.longValue() + " MiB";
        }
        boolean large = size >= 1024 * 1024;
        return String.format(Locale.ROOT, "%.1f %s", size / (large ? 1024 * 1024 : 1024), large ? "TiB" : "GiB");
    }

    static String kind(JsonObject operation) {
        String kind = text(operation, "kind");
        return KINDS.getOrDefault(kind, kind);
    }

    static String seconds(Duration duration) {
        long seconds = duration.toSeconds();
        return seconds < 60 ? seconds + " s" : "%d min %02d s".formatted(seconds / 60, seconds % 60);
    }

    /** From the start to the end; null unless it has ended. */
    static String duration(JsonObject operation) {
        String started = text(operation, "started_at");
        String finished = text(operation, "finished_at");
        return started == null || finished == null ? null : seconds(Duration.between(Instant.parse(started), Instant.parse(finished)));
    }
}
