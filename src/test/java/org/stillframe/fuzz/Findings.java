package org.stillframe.fuzz;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a run has seen, as a table and as JSON. */
final class Findings {
    private static final int MOST_TOLD = 50;
    private static final int LONGEST_TOLD = 600;

    private final long seed;
    private final Map<String, Row> rows = new TreeMap<>();
    private final Map<String, Map<Integer, Integer>> endpoints = new TreeMap<>();
    private final List<String> violations = new ArrayList<>();
    private final List<Long> milliseconds = new ArrayList<>();
    private int violating;

    Findings(long seed) {
        this.seed = seed;
    }

    /** Requests that were spoilt in one way. */
    private static final class Row {
        private int requests;
        private final int[] hundreds = new int[6];
        private int bare;
        private int violations;
        private long slowest;
    }

    synchronized void add(long number, Draft draft, Reply reply, List<String> faults) {
        Row row = rows.computeIfAbsent(draft.trick(), name -> new Row());
        row.requests++;
        row.hundreds[Math.min(5, Math.max(0, reply.status() / 100))]++;
        row.bare += reply.status() > 0 && reply.isBare() ? 1 : 0;
        row.violations += faults.isEmpty() ? 0 : 1;
        row.slowest = Math.max(row.slowest, reply.milliseconds());
        milliseconds.add(reply.milliseconds());
        if (draft.endpoint() != null) {
            endpoints.computeIfAbsent(draft.endpoint().name(), name -> new TreeMap<>()).merge(reply.status(), 1, Integer::sum);
        }
        if (!faults.isEmpty() && violating++ < MOST_TOLD) {
            violations.add(String.join(", ", faults) + " -- " + draft.trick() + ", again with --seed " + seed + " --from " + number
                    + " --requests 1\n" + shown(draft.bytes()) + "\n-> " + reply);
        }
    }

    /** A request as text, its beginning. */
    static String shown(byte[] request) {
        String text = new String(Arrays.copyOf(request, Math.min(request.length, LONGEST_TOLD)), StandardCharsets.ISO_8859_1);
        StringBuilder shown = new StringBuilder();
        text.chars().forEach(character -> shown.append(
                character == '\n' ? "\n" : character == '\r' ? "" : character >= ' ' && character <= '~' ? String.valueOf((char) character)
                        : String.format(Locale.ROOT, "\\x%02x", character)));
        return shown + (request.length > LONGEST_TOLD ? "… (" + request.length + " bytes)" : "");
    }

    synchronized int requests() {
        return rows.values().stream().mapToInt(row -> row.requests).sum();
    }

    synchronized int succeeded() {
        return rows.values().stream().mapToInt(row -> row.hundreds[2]).sum();
    }

    synchronized int violating() {
        return violating;
    }

    synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    /** Operations that never did what they are for: the run has told nothing of them beyond their refusals. */
    synchronized List<String> neverServed() {
        return endpoints.entrySet().stream()
                .filter(entry -> entry.getValue().keySet().stream().noneMatch(status -> status >= 200 && status < 400))
                .map(Map.Entry::getKey)
                .toList();
    }

    synchronized String table() {
        StringBuilder table = new StringBuilder(String.format(Locale.ROOT, "%nseed %d%n%-10s %9s %8s %6s %8s %6s %7s %8s %11s %11s%n",
                seed, "spoilt", "requests", "2xx", "3xx", "4xx", "5xx", "closed", "bare", "slowest", "violations"));
        rows.forEach((name, row) -> table.append(String.format(Locale.ROOT, "%-10s %9d %8d %6d %8d %6d %7d %8d %8d ms %11d%n",
                name, row.requests, row.hundreds[2], row.hundreds[3], row.hundreds[4], row.hundreds[5], row.hundreds[0], row.bare,
                row.slowest, row.violations)));
        table.append(String.format(Locale.ROOT, "%d requests, median %d ms, 99 %% within %d ms, slowest %d ms; %d violations%n",
                requests(), at(0.5), at(0.99), at(1), violating));
        if (!neverServed().isEmpty()) {
            table.append("never answered with success: ").append(neverServed()).append('\n');
        }
        return table.toString();
    }

    private long at(double part) {
        List<Long> sorted = milliseconds.stream().sorted().toList();
        return sorted.isEmpty() ? 0 : sorted.get((int) Math.min(sorted.size() - 1, part * sorted.size()));
    }

    synchronized void write(Path file) throws IOException {
        JsonObjectBuilder kinds = Json.createObjectBuilder();
        rows.forEach((name, row) -> kinds.add(name, Json.createObjectBuilder()
                .add("requests", row.requests)
                .add("by_hundreds", Json.createArrayBuilder(Arrays.stream(row.hundreds).boxed().toList()))
                .add("bare", row.bare)
                .add("slowest_milliseconds", row.slowest)
                .add("violations", row.violations)));
        JsonObjectBuilder operations = Json.createObjectBuilder();
        endpoints.forEach((name, statuses) -> {
            JsonObjectBuilder counts = Json.createObjectBuilder();
            statuses.forEach((status, count) -> counts.add(status.toString(), count));
            operations.add(name, counts);
        });
        JsonArrayBuilder told = Json.createArrayBuilder(violations);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, Json.createObjectBuilder()
                .add("seed", seed)
                .add("requests", requests())
                .add("median_milliseconds", at(0.5))
                .add("slowest_milliseconds", at(1))
                .add("violations", violating)
                .add("spoilt", kinds)
                .add("operations", operations)
                .add("told", told)
                .build()
                .toString());
    }
}
