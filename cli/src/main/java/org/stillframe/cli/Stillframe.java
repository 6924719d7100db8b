package org.stillframe.cli;

import static java.util.Objects.requireNonNull;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.ZoneId;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line as a whole, with the options that every command takes. */
@Command(
        name = "stillframe",
        description = "Takes, restores and deletes snapshots of virtual servers, and follows what is being done.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Stillframe.Version.class,
        scope = ScopeType.INHERIT,
        sortOptions = false,
        usageHelpAutoWidth = true,
        exitCodeOnInvalidInput = ExitCode.USAGE,
        exitCodeOnExecutionException = ExitCode.FAILED,
        parameterListHeading = "%nArguments:%n",
        optionListHeading = "%nOptions:%n",
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:it is done, or without --wait: it has begun",
            "1:the operation failed or was cancelled, the service failed, or you said no",
            "2:the command line or a value in it is not valid",
            "3:not logged in, or the token is not valid or does not allow this",
            "4:there is no such server, snapshot or operation",
            "5:not possible now: the server is busy or has all the snapshots it may have, or it is too late",
            "6:the service or the server's host does not answer",
            "7:the time of --timeout is over; the operation goes on"
        },
        subcommands = {
            LoginCommand.class, LogoutCommand.class, WhoamiCommand.class,
            ServersCommand.class, StartCommand.class, StopCommand.class,
            ListCommand.class, ShowCommand.class, CreateCommand.class, RestoreCommand.class, DeleteCommand.class,
            UndoCommand.class, OperationsCommand.class, CancelCommand.class, WatchCommand.class
        })
final class Stillframe implements Runnable {
    private final Surroundings surroundings;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Prints what the service answers, unchanged.")
    private boolean json;

    @Option(names = "--utc", scope = ScopeType.INHERIT, description = "Shows times in UTC instead of local time.")
    private boolean utc;

    @Option(
            names = "--retry", paramLabel = "TIME", scope = ScopeType.INHERIT, defaultValue = "30s", converter = Durations.class,
            description = "How long to try again when the service does not answer or asks to wait; 0 for not at all (default: 30s).")
    private Duration retry;

    @Option(
            names = {"-v", "--verbose"}, scope = ScopeType.INHERIT,
            description = "Tells the request id and the code of an error, by which the operator finds it.")
    private boolean verbose;

    private Stillframe(Surroundings surroundings) {
        this.surroundings = requireNonNull(surroundings, "surroundings is null");
    }

    static CommandLine commandLine(Surroundings surroundings) {
        Stillframe stillframe = new Stillframe(surroundings);
        CommandLine commandLine = new CommandLine(stillframe);
        commandLine.addSubcommand("completion", new AutoComplete.GenerateCompletion());
        commandLine.getSubcommands().get("completion").getCommandSpec().usageMessage()
                .description("Prints what gives bash and zsh completion: source <(stillframe completion)");
        commandLine.registerConverter(ServerArgument.class, ServerArgument::new);
        Failures failures = new Failures(stillframe);
        commandLine.setExecutionExceptionHandler(failures);
        commandLine.setParameterExceptionHandler(failures);
        return commandLine;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Say what to do.");
    }

    Surroundings surroundings() {
        return surroundings;
    }

    boolean isJson() {
        return json;
    }

    boolean isVerbose() {
        return verbose;
    }

    Duration retry() {
        return retry;
    }

    Readable readable() {
        ZoneId zone = utc ? ZoneId.of("UTC") : surroundings.zone();
        return new Readable(zone);
    }

    /** For results, and nothing else. */
    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** For everything that is no result. */
    PrintWriter err() {
        return spec.commandLine().getErr();
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Stillframe.class.getPackage().getImplementationVersion();
            return new String[] {"stillframe " + (version == null ? "(not packaged)" : version)};
        }
    }
}
