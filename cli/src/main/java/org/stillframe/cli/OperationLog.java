package org.stillframe.cli;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Prints each step of the account's operations on a line of its own. */
final class OperationLog {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final ApiCommand command;
    private final Surroundings surroundings;
    private final Duration timeout;
    private final long began;
    private final Map<String, JsonObject> running = new LinkedHashMap<>();
    private boolean failed;

    /** @param timeout null for as long as it takes */
    OperationLog(ApiCommand command, Duration timeout) {
        this.command = command;
        this.surroundings = command.stillframe().surroundings();
        this.timeout = timeout;
        this.began = surroundings.nanos().getAsLong();
    }

    /** Until nothing is running. */
    int followToTheEnd() {
        look();
        if (running.isEmpty()) {
            command.tell("No operation is running.");
        }
        while (!running.isEmpty()) {
            if (isOver()) {
                throw new Failure(ExitCode.TIMEOUT, "Not done within %s; it goes on.".formatted(Readable.seconds(timeout)));
            }
            surroundings.sleep().accept(EVERY);
            look();
        }
        return exitCode();
    }

    /** For as long as there is time: told by the service, or by asking one that does not tell. */
    int followForever() {
        String lastId = null;
        boolean lost = false;
        while (!isOver()) {
            try {
                Optional<EventStream> opened = command.api().events(lastId);
                lost = false;
                // The stream is open before the list is read, so that there is no gap between them.
                look();
                if (opened.isPresent()) {
                    lastId = listen(opened.get(), lastId);
                }
            } catch (IOException e) {
                // A service that is down is asked again until it is back, as that is what forever means.
                if (!lost) {
                    command.tell("The service does not answer. Trying again.");
                }
                lost = true;
            }
            surroundings.sleep().accept(EVERY);
        }
        return exitCode();
    }

    /** @return id of the last event when the connection was lost, or the time was over */
    private String listen(EventStream opened, String lastId) {
        try (EventStream stream = opened) {
            while (!isOver()) {
                EventStream.Event event = stream.next();
                if (event != null && "operation".equals(event.kind())) {
                    tell(parsed(event.data()));
                }
                lastId = stream.lastId();
            }
        } catch (IOException e) {
            return lastId;
        }
        return lastId;
    }

    private static JsonObject parsed(String data) {
        try (JsonReader reader = Json.createReader(new StringReader(data))) {
            return reader.readObject();
        }
    }

    private boolean isOver() {
        return timeout != null && surroundings.nanos().getAsLong() - began >= timeout.toNanos();
    }

    private int exitCode() {
        return failed ? ExitCode.FAILED : ExitCode.OK;
    }

    private void look() {
        List<JsonObject> found = unfinished();
        endings(found);
        found.forEach(this::tell);
    }

    /** The oldest first. Those that are queued are asked for first, so that none slips from there past both questions. */
    private List<JsonObject> unfinished() {
        Map<String, JsonObject> found = new LinkedHashMap<>();
        Stream.of("queued", "running")
                .flatMap(status -> command.api().get(Api.OPERATIONS + new Query().with("status", status)).results().stream())
                .forEach(operation -> found.put(operation.getString("id"), operation));
        return found.values().stream()
                .sorted(Comparator.comparing(operation -> operation.getString("created_at")))
                .toList();
    }

    /** Those that were running and are not any more. */
    private void endings(List<JsonObject> found) {
        for (String id : List.copyOf(running.keySet())) {
            if (found.stream().noneMatch(operation -> operation.getString("id").equals(id))) {
                tell(command.api().get(ApiCommand.path(Api.OPERATIONS, id)).json());
            }
        }
    }

    private void tell(JsonObject operation) {
        String id = operation.getString("id");
        boolean ended = Follower.hasEnded(operation);
        JsonObject before = ended ? running.remove(id) : running.put(id, operation);
        failed |= operation.getString("status").equals("failed");
        if (operation.equals(before)) {
            return;
        }
        command.out().println(command.stillframe().isJson() ? operation.toString() : line(operation));
        command.out().flush();
    }

    private static String line(JsonObject operation) {
        String detail = Readable.text(operation, "error", "detail");
        String step = Readable.text(operation, "step");
        String state = Follower.hasEnded(operation) ? operation.getString("status")
                : "%s %d %%".formatted(operation.getString("status"), operation.getInt("progress"));
        String snapshot = Readable.text(operation, "snapshot", "name");
        return "%s  %-8s %s%s  %s%s".formatted(
                operation.getString("id"), Readable.kind(operation), Readable.text(operation, "server", "name"),
                snapshot == null ? "" : " (" + snapshot + ")", state,
                detail != null ? ": " + detail : step != null ? ", " + step : "");
    }
}
