package org.stillframe.cli;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;

/** A server as the user names it: by its id, or by its name if only one has it. */
record ServerArgument(String text) {
    long id(Api api) {
        if (text.matches("[0-9]{1,18}")) {
            return Long.parseLong(text);
        }
        List<JsonObject> named = api.get(Api.SERVERS).results().stream()
                .filter(server -> text.equals(Readable.text(server, "name")))
                .toList();
        if (named.isEmpty()) {
            throw new Failure(ExitCode.NOT_FOUND, "There is no server called '%s'; stillframe servers lists them.".formatted(text));
        }
        if (named.size() > 1) {
            String ids = named.stream().map(server -> Readable.text(server, "id")).collect(Collectors.joining(", "));
            throw new Failure(ExitCode.USAGE, "Several servers are called '%s'; name one by its id: %s.".formatted(text, ids));
        }
        return named.get(0).getJsonNumber("id").longValueExact();
    }
}
