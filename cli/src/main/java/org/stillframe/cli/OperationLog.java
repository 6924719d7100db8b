package org.stillframe.cli;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Prints each step of the account's operations on a line of its own. */
final class OperationLog {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final ApiCommand command;
    private final Surroundings surroundings;
    private final Duration timeout;
    private final Map<String, JsonObject> running = new LinkedHashMap<>();
    private boolean failed;

    /** @param timeout null for as long as it takes */
    OperationLog(ApiCommand command, Duration timeout) {
        this.command = command;
        this.surroundings = command.stillframe().surroundings();
        this.timeout = timeout;
    }

    /** @param keep whether to go on when nothing is running */
    int follow(boolean keep) {
        long began = surroundings.nanos().getAsLong();
        boolean any = false;
        while (true) {
            List<JsonObject> found = unfinished();
            endings(found);
            found.forEach(this::tell);
            any |= !found.isEmpty();
            if (running.isEmpty() && !keep) {
                if (!any) {
                    command.tell("No operation is running.");
                }
                return failed ? ExitCode.FAILED : ExitCode.OK;
            }
            if (timeout != null && surroundings.nanos().getAsLong() - began >= timeout.toNanos()) {
                if (keep) {
                    return failed ? ExitCode.FAILED : ExitCode.OK;
                }
                throw new Failure(ExitCode.TIMEOUT, "Not done within %s; it goes on.".formatted(Readable.seconds(timeout)));
            }
            surroundings.sleep().accept(EVERY);
        }
    }

    /** The oldest first. Those that are queued are asked for first, so that none slips from there past both questions. */
    private List<JsonObject> unfinished() {
        Map<String, JsonObject> found = new LinkedHashMap<>();
        Stream.of("queued", "running")
                .flatMap(status -> command.api().get(Api.OPERATIONS + new Query().with("status", status)).results().stream())
                .forEach(operation -> found.put(operation.getString("id"), operation));
        return found.values().stream()
                .sorted(java.util.Comparator.comparing(operation -> operation.getString("created_at")))
                .toList();
    }

    /** Those that were running and are not any more. */
    private void endings(List<JsonObject> found) {
        for (String id : List.copyOf(running.keySet())) {
            if (found.stream().noneMatch(operation -> operation.getString("id").equals(id))) {
                JsonObject operation = command.api().get(ApiCommand.path(Api.OPERATIONS, id)).json();
                tell(operation);
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
        String step = operation.get("step") == JsonValue.NULL ? null : Readable.text(operation, "step");
        String state = Follower.hasEnded(operation) ? operation.getString("status")
                : "%s %d %%".formatted(operation.getString("status"), operation.getInt("progress"));
        String snapshot = Readable.text(operation, "snapshot", "name");
        return "%s  %-8s %s%s  %s%s".formatted(
                operation.getString("id"), Readable.kind(operation), Readable.text(operation, "server", "name"),
                snapshot == null ? "" : " (" + snapshot + ")", state,
                detail != null ? ": " + detail : step != null ? ", " + step : "");
    }
}
