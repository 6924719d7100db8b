package org.stillframe.access;

import java.util.regex.Pattern;
import org.stillframe.api.RequestBody;

/** An account that is to be made. */
public record NewAccount(String email, String name) {
    static final int LONGEST_NAME = 200;

    private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

    /** What browsers take in a field for an email address (WHATWG), and at most 254 characters, as SMTP has it. */
    private static final Pattern EMAIL =
            Pattern.compile("(?=.{3,254}$)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@" + LABEL + "(\\." + LABEL + ")*");

    static NewAccount read(RequestBody body) {
        NewAccount account = new NewAccount(
                body.requiredText("email", EMAIL, "It must be an email address, for instance owner@example.com."),
                body.requiredName("name", LONGEST_NAME));
        body.check();
        return account;
    }
}
