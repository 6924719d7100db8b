package org.stillframe.access;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.stillframe.account.Account;
import org.stillframe.account.AccountService;
import org.stillframe.account.ApiToken;
import org.stillframe.account.Caller;
import org.stillframe.account.Scope;
import org.stillframe.account.TokenDirectory;
import org.stillframe.account.TokenService;
import org.stillframe.api.ApiTime;
import org.stillframe.audit.Actor;
import org.stillframe.audit.AuditSubject;
import org.stillframe.audit.AuditTrail;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;
import org.stillframe.idempotency.CurrentKey;

/**
 * Makes and revokes tokens, each in one transaction together with its entry in the audit trail. One rule holds for both: a
 * caller's token has no power over one that allows more than it does itself.
 */
@Stateless
public class TokenAdministration {
    @Inject
    private AccountService accounts;

    @Inject
    private TokenService tokens;

    @Inject
    private TokenDirectory directory;

    @Inject
    private AuditTrail audit;

    @Inject
    private CurrentKey key;

    @Inject
    private Clock clock;

    /**
     * Makes a token, or signs anew what an earlier try of the same request has made (docs/adr/0009).
     *
     * @throws ServiceException with {@code INVALID} if it would allow more than the caller may, or there is no such account
     */
    public TokenService.Issued issue(Caller caller, NewToken wanted) {
        // First of all, for a later try as well: it may come with a lesser token of the same account.
        String lacking = lacking(caller, wanted.scopes());
        if (!lacking.isEmpty()) {
            throw invalid("scopes", "The token that you use lacks these itself: " + lacking + ".");
        }
        if (key.outcome().isPresent()) {
            return tokens.sign(directory.any(Long.parseLong(key.outcome().get())));
        }
        TokenService.Issued issued = tokens.issue(owner(caller, wanted.account()), wanted.name(), wanted.scopes(), wanted.lifetime());
        ApiToken token = issued.token();
        record(caller, "token.created", token, "scopes: " + claims(token.getScopes()) + "; expires at " + ApiTime.text(token.getExpiresAt()));
        key.brings(Long.toString(token.getId()));
        return issued;
    }

    /** @throws ServiceException with {@code NOT_FOUND}, or with {@code PERMISSION_DENIED} if it allows more than the caller may */
    public void revoke(Caller caller, long id) {
        ApiToken token = directory.lock(caller, id);
        String lacking = lacking(caller, token.getScopes());
        if (!lacking.isEmpty()) {
            throw new ServiceException(
                    ErrorCode.PERMISSION_DENIED,
                    "That token allows what the token that you use lacks: " + lacking + ". Use one that allows as much.");
        }
        token.revoke(clock.instant());
        record(caller, "token.revoked", token, "scopes: " + claims(token.getScopes()));
    }

    private Account owner(Caller caller, String email) {
        String wanted = email == null ? caller.email() : email.strip().toLowerCase(Locale.ROOT);
        Account owner = accounts.byEmail(wanted)
                .filter(account -> caller.sees(account.getId()))
                .orElseThrow(() -> invalid("account", "There is no account with this email."));
        if (owner.isDisabled()) {
            throw invalid("account", "This account is disabled.");
        }
        return owner;
    }

    private static String lacking(Caller caller, Collection<Scope> scopes) {
        return claims(scopes.stream().filter(scope -> !caller.has(scope)).toList());
    }

    private static String claims(Collection<Scope> scopes) {
        return scopes.stream().sorted().map(Scope::claim).collect(Collectors.joining(", "));
    }

    private void record(Caller caller, String action, ApiToken token, String detail) {
        String subject = "token " + token.getId() + " of " + token.getAccount().getEmail() + ": " + token.getName();
        audit.record(Actor.of(caller), action, AuditSubject.of(subject), "succeeded", detail);
    }

    private static ServiceException invalid(String field, String message) {
        return new ServiceException("Correct this field and send it again: " + field + ".", Map.of(field, List.of(message)));
    }
}
