package org.stillframe.account;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Makes the accounts and tokens that a new installation needs, and keeps those that an environment file already holds. */
@Stateless
public class Credentials {
    public static final String ADMIN_EMAIL = "admin@example.com";
    private static final Duration LIFETIME = Duration.ofDays(365);
    private static final int PASSWORD_BYTES = 18;

    @Inject
    private AccountService accounts;

    @Inject
    private TokenService tokens;

    /** Whether this is a database without any account. */
    public boolean isNewInstallation() {
        return accounts.isEmpty();
    }

    /** Puts a working admin login and admin token under the usual names. */
    public void admin(Map<String, String> environment) {
        Account admin = accounts.byEmail(ADMIN_EMAIL)
                .orElseGet(() -> accounts.create(ADMIN_EMAIL, "Administrator", null, true));
        String password = environment.get("STILLFRAME_ADMIN_PASSWORD");
        if (password == null || accounts.adminByPassword(ADMIN_EMAIL, password).isEmpty()) {
            byte[] random = new byte[PASSWORD_BYTES];
            new SecureRandom().nextBytes(random);
            password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
            accounts.setPassword(admin, password);
        }
        environment.put("STILLFRAME_ADMIN_USER", ADMIN_EMAIL);
        environment.put("STILLFRAME_ADMIN_PASSWORD", password);
        token(environment, "STILLFRAME_ADMIN_TOKEN", admin, "admin", EnumSet.allOf(Scope.class));
    }

    /** Puts a working token of an ordinary account under that name. */
    public void account(Map<String, String> environment, String variable, String email, String name) {
        Account account = accounts.byEmail(email).orElseGet(() -> accounts.create(email, name, null, false));
        token(environment, variable, account, "demo", Scope.ofAnAccount());
    }

    private void token(Map<String, String> environment, String variable, Account account, String name, Set<Scope> scopes) {
        String held = environment.get(variable);
        if (held == null || !tokens.isValid(held)) {
            environment.put(variable, tokens.issue(account, name, scopes, LIFETIME).text());
        }
    }
}
