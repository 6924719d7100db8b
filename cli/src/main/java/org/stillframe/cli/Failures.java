package org.stillframe.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says on standard error why a command did not do what it was told. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private final Stillframe stillframe;

    Failures(Stillframe stillframe) {
        this.stillframe = stillframe;
    }

    @Override
    public int handleExecutionException(Exception exception, CommandLine command, ParseResult parsed) throws Exception {
        if (!(exception instanceof Failure failure)) {
            throw exception;
        }
        PrintWriter err = stillframe.err();
        Problem problem = failure.problem();
        if (stillframe.isJson() && problem != null && !problem.isForeign()) {
            err.println(problem.body());
        } else {
            err.println("stillframe: " + failure.getMessage());
        }
        if (stillframe.isVerbose() && problem != null) {
            err.println("  HTTP status " + problem.status()
                    + (problem.isForeign() ? "" : ", code " + problem.code())
                    + (problem.requestId() == null ? "" : ", request id " + problem.requestId()));
        }
        err.flush();
        return failure.exitCode();
    }

    @Override
    public int handleParseException(ParameterException exception, String[] arguments) {
        CommandLine command = exception.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("stillframe: " + exception.getMessage());
        UnmatchedArgumentException.printSuggestions(exception, err);
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        err.flush();
        return ExitCode.USAGE;
    }
}
