package org.stillframe.cli;

import picocli.CommandLine.Command;

@Command(
        name = "logout",
        description = "Forgets the token that login has kept. The token stays valid: revoke it where it was made.")
final class LogoutCommand extends ApiCommand {
    @Override
    public Integer call() {
        tell(loginFile().delete() ? "Logged out." : "You were not logged in.");
        return ExitCode.OK;
    }
}
