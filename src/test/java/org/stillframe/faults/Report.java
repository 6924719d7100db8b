package org.stillframe.faults;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Tells what a campaign has found, as a table and as JSON. */
record Report(String site, long seed, List<Round.Result> results) {
    private record Row(int rounds, int violations, double slowest) {
        Row plus(Round.Result result) {
            return new Row(
                    rounds + 1, violations + result.violations().size(), Math.max(slowest, result.settled()));
        }
    }

    /** Answers with what there is to say of it in one line. */
    String add(Round.Result result) {
        int number = results.size();
        results.add(result);
        return String.format(Locale.ROOT, "%tT %4d  %-38s %-34s in %-18s %5.1f s %5.1f s  %s",
                LocalTime.now(), number, result.fault().text(), result.moment(), result.step(), result.answering(), result.settled(),
                result.violations().isEmpty() ? "ok" : "VIOLATED " + result.violations());
    }

    String table() {
        Map<Fault, Row> rows = new EnumMap<>(Fault.class);
        results.forEach(result ->
                rows.put(result.fault(), rows.getOrDefault(result.fault(), new Row(0, 0, 0)).plus(result)));
        StringBuilder table = new StringBuilder(String.format(Locale.ROOT,
                "%n%s, seed %d%n%-46s %8s %12s %16s%n", site, seed, "fault", "rounds", "violations", "slowest settled"));
        rows.forEach((fault, row) -> table.append(String.format(
                Locale.ROOT, "%-46s %8d %12d %14.1f s%n", fault.text(), row.rounds, row.violations, row.slowest)));
        long kills = results.stream().filter(result -> result.fault().kills()).count();
        table.append(String.format(Locale.ROOT, "%d rounds, %d of them with kills, %d violations%n",
                results.size(), kills, violations()));
        table.append("operations: ").append(ended()).append('\n');
        return table.toString();
    }

    int violations() {
        return results.stream().mapToInt(result -> result.violations().size()).sum();
    }

    private Map<String, Integer> ended() {
        Map<String, Integer> ended = new TreeMap<>();
        results.forEach(result -> result.ended().forEach((what, count) -> ended.merge(what, count, Integer::sum)));
        return ended;
    }

    void write(Path file) {
        JsonArrayBuilder rounds = Json.createArrayBuilder();
        for (Round.Result result : results) {
            JsonObjectBuilder ended = Json.createObjectBuilder();
            result.ended().forEach(ended::add);
            rounds.add(Json.createObjectBuilder()
                    .add("fault", result.fault().name())
                    .add("moment", result.moment().toString())
                    .add("step", result.step())
                    .add("answering_seconds", result.answering())
                    .add("settled_seconds", result.settled())
                    .add("ended", ended)
                    .add("violations", Json.createArrayBuilder(result.violations())));
        }
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, Json.createObjectBuilder()
                    .add("site", site)
                    .add("seed", seed)
                    .add("violations", violations())
                    .add("rounds", rounds)
                    .build()
                    .toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
