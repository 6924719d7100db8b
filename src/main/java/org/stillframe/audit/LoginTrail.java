package org.stillframe.audit;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import org.stillframe.account.Account;
import org.stillframe.account.AccountService;
import org.stillframe.api.RequestOrigin;

/** Writes into the audit trail who has logged in to the pages, and who has failed to. */
@Stateless
public class LoginTrail {
    /** What is typed may be anything, a password as well; only an account's email is written down. */
    private static final String UNKNOWN = "unknown";

    @Inject
    private AuditTrail audit;

    @Inject
    private AccountService accounts;

    @Inject
    private RequestOrigin origin;

    /** @param email as it was typed */
    public void record(String email, boolean succeeded) {
        Account account = accounts.byEmail(email).orElse(null);
        String name = account == null ? UNKNOWN : account.getEmail();
        Long id = account != null && succeeded ? Long.valueOf(account.getId()) : null;
        audit.record(
                new Actor(id, succeeded ? name : UNKNOWN, origin.address(), origin.requestId()),
                succeeded ? "login.succeeded" : "login.failed",
                AuditSubject.of("admin pages, account " + name),
                succeeded ? "succeeded" : "refused",
                "");
    }
}
