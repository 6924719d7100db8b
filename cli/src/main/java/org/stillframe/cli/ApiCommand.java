package org.stillframe.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.ParentCommand;

/** What the commands have in common. */
abstract class ApiCommand implements Callable<Integer> {
    private static final Map<String, String> COLOURS = Map.ofEntries(
            Map.entry("completed", "32"), Map.entry("succeeded", "32"), Map.entry("active", "32"),
            Map.entry("failed", "31"), Map.entry("cancelled", "31"), Map.entry("no", "31"),
            Map.entry("in_progress", "33"), Map.entry("running", "33"), Map.entry("queued", "33"),
            Map.entry("restoring", "33"), Map.entry("suspended", "33"));

    @ParentCommand
    private Stillframe stillframe;

    private Api api;

    final Stillframe stillframe() {
        return stillframe;
    }

    final PrintWriter out() {
        return stillframe.out();
    }

    final Readable readable() {
        return stillframe.readable();
    }

    /** For a person: not a result, and not wanted where a program reads. */
    final void tell(String sentence) {
        if (!stillframe.isJson()) {
            stillframe.err().println(sentence);
            stillframe.err().flush();
        }
    }

    final LoginFile loginFile() {
        return new LoginFile(stillframe.surroundings().configuration());
    }

    final Api api() {
        if (api == null) {
            api = api(login());
        }
        return api;
    }

    final Api api(Login login) {
        return new Api(login, stillframe.surroundings(), stillframe.retry(), this::tell);
    }

    /** From the environment, or else from the last login. A kept token goes to the service that it is of and to no other. */
    final Login login() {
        Surroundings surroundings = stillframe.surroundings();
        String url = Optional.ofNullable(surroundings.variable("STILLFRAME_URL")).map(Login::normalized).orElse(null);
        String token = Optional.ofNullable(surroundings.variable("STILLFRAME_TOKEN")).map(Login::checked).orElse(null);
        if (url != null && token != null) {
            return new Login(url, token);
        }
        LoginFile file = loginFile();
        Optional<Login> kept = file.read();
        if (file.isOpen()) {
            tell("stillframe: others may read the token in %s; say chmod 600 to that.".formatted(file.file()));
        }
        if (token != null && kept.isPresent()) {
            return new Login(kept.get().url(), token);
        }
        if (url == null && token == null && kept.isPresent() || kept.isPresent() && kept.get().url().equals(url)) {
            return kept.get();
        }
        String missing = token != null ? "STILLFRAME_TOKEN is set, but not STILLFRAME_URL"
                : url != null ? "You are not logged in at " + url : "You are not logged in";
        throw new Failure(ExitCode.AUTHENTICATION, missing + "; say stillframe login " + (url == null ? "URL" : url));
    }

    /** Prints the answer as it came, or what a person would rather read. */
    final void print(Answer answer, Consumer<Answer> readably) {
        if (stillframe.isJson()) {
            out().println(answer.body().stripTrailing());
        } else {
            readably.accept(answer);
        }
        out().flush();
    }

    final void print(Table table) {
        boolean colours = stillframe.surroundings().hasColours();
        table.lines(cell -> colours && COLOURS.containsKey(cell)
                        ? "\u001b[" + COLOURS.get(cell) + "m" + cell + "\u001b[0m"
                        : cell)
                .forEach(out()::println);
    }

    /** A path's last part cannot lead to another path. */
    static String path(String collection, String id) {
        if (!id.matches("[A-Za-z0-9-]+")) {
            throw new Failure(ExitCode.USAGE, "'%s' is no id.".formatted(id));
        }
        return collection + id + "/";
    }

    static String path(String collection, long id) {
        return path(collection, Long.toString(id));
    }
}
