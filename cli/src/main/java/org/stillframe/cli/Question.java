package org.stillframe.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Locale;

/** Asks the user at the terminal. */
final class Question {
    private final Surroundings surroundings;
    private final PrintWriter err;
    /** One for all answers: it may hold the next already. */
    private final BufferedReader answers;

    Question(Surroundings surroundings, PrintWriter err) {
        this.surroundings = surroundings;
        this.err = err;
        this.answers = new BufferedReader(new InputStreamReader(surroundings.input(), Charset.defaultCharset()));
    }

    boolean canBeAsked() {
        return surroundings.terminals().input() && surroundings.terminals().errors();
    }

    /** Anything but a yes is a no. */
    boolean isAnsweredYes(String question) {
        err.print(question + " [y/N] ");
        err.flush();
        try {
            String line = answers.readLine();
            return line != null && line.strip().toLowerCase(Locale.ROOT).matches("y|yes");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
