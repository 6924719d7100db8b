package org.stillframe.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "login",
        description = {
            "Asks for a token, checks it, and keeps it for the other commands.",
            "",
            "STILLFRAME_URL and STILLFRAME_TOKEN in the environment go before what is kept."
        })
final class LoginCommand extends ApiCommand {
    private static final int LONGEST_TOKEN = 64 * 1024;

    @Parameters(paramLabel = "URL", description = "Address of the service, such as https://stillframe.example.com")
    private String url;

    @Option(names = "--token-stdin", description = "Reads the token from standard input.")
    private boolean fromInput;

    @Override
    public Integer call() {
        String address = Login.normalized(url);
        Login login = new Login(address, Login.checked(fromInput ? read() : ask(address)));
        if (login.isExposed()) {
            tell("stillframe: the token goes to %s unencrypted; others may read it on its way.".formatted(address));
        }
        // A mistyped address is not tried again.
        Answer answer = new Api(login, stillframe().surroundings(), Duration.ZERO, this::tell).get(Api.ME);
        String email = Readable.text(answer.json(address), "account", "email");
        loginFile().write(login);
        print(answer, me -> out().println("Logged in at %s as %s.".formatted(address, email)));
        return ExitCode.OK;
    }

    private String read() {
        try {
            return new String(stillframe().surroundings().input().readNBytes(LONGEST_TOKEN), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String ask(String address) {
        String typed = stillframe().surroundings().secret().apply("Token for %s: ".formatted(address));
        if (typed == null) {
            throw new Failure(ExitCode.USAGE, "There is no terminal to ask for the token; give it on standard input with --token-stdin.");
        }
        return typed;
    }
}
