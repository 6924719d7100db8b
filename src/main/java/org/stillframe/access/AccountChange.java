package org.stillframe.access;

import org.stillframe.api.RequestBody;

/** What is to become of an account. What is null stays as it is. */
public record AccountChange(String name, Boolean disabled) {
    static AccountChange read(RequestBody body) {
        AccountChange change = new AccountChange(
                body.has("name") ? body.requiredName("name", NewAccount.LONGEST_NAME) : null,
                body.has("disabled") ? body.requiredBoolean("disabled") : null);
        body.check();
        return change;
    }
}
