package org.stillframe.cli;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

@Command(name = "whoami", description = "Tells which account the token speaks for, and what it allows.")
final class WhoamiCommand extends ApiCommand {
    @Override
    public Integer call() {
        Login login = login();
        print(api().get(Api.ME), answer -> {
            JsonObject me = answer.json(login.url());
            JsonObject token = me.getJsonObject("token");
            String permissions = token.getJsonArray("permissions").getValuesAs(JsonString::getString).stream()
                    .collect(Collectors.joining(", "));
            print(new Table("ACCOUNT", "SERVICE", "TOKEN")
                    .row(Readable.text(me, "account", "email"), login.url(), Readable.text(token, "name")));
            out().println();
            out().println("The token allows: " + permissions);
        });
        return ExitCode.OK;
    }
}
