package org.stillframe.cli;

/** The program: {@code java -jar stillframe-cli.jar COMMAND …}. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(Stillframe.commandLine(Surroundings.ofProcess()).execute(arguments));
    }
}
