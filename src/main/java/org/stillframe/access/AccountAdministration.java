package org.stillframe.access;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.stillframe.account.Account;
import org.stillframe.account.AccountService;
import org.stillframe.account.Caller;
import org.stillframe.audit.Actor;
import org.stillframe.audit.AuditSubject;
import org.stillframe.audit.AuditTrail;
import org.stillframe.error.ServiceException;
import org.stillframe.idempotency.CurrentKey;

/** Makes and changes accounts, each in one transaction together with its entry in the audit trail. */
@Stateless
public class AccountAdministration {
    @Inject
    private AccountService accounts;

    @Inject
    private AuditTrail audit;

    @Inject
    private CurrentKey key;

    /** @throws ServiceException with {@code INVALID}, naming {@code email}, if there is one with that email */
    public Account create(Caller caller, NewAccount wanted) {
        if (key.outcome().isPresent()) {
            return accounts.get(Long.parseLong(key.outcome().get()));
        }
        Account account = accounts.create(wanted.email(), wanted.name(), null, false);
        record(caller, "account.created", account, "name: " + account.getName());
        key.brings(Long.toString(account.getId()));
        return account;
    }

    /**
     * Changes what is to be changed. A disabled account is out at its next request, and on other nodes two seconds later.
     *
     * @throws ServiceException with {@code NOT_FOUND}, or with {@code INVALID} if the caller would disable itself
     */
    public Account change(Caller caller, long id, AccountChange change) {
        Account account = accounts.lock(id);
        if (id == caller.accountId() && Boolean.TRUE.equals(change.disabled())) {
            throw new ServiceException(
                    "You act as this account, so you cannot disable it.",
                    Map.of("disabled", List.of("It must not be true for the account that you act as.")));
        }
        List<String> changes = new ArrayList<>();
        if (change.name() != null && !change.name().equals(account.getName())) {
            changes.add("name: " + account.getName() + " -> " + change.name());
            account.rename(change.name());
        }
        if (change.disabled() != null && change.disabled() != account.isDisabled()) {
            changes.add("disabled: " + account.isDisabled() + " -> " + change.disabled());
            account.setDisabled(change.disabled());
        }
        if (!changes.isEmpty()) {
            record(caller, "account.changed", account, String.join("; ", changes));
        }
        return account;
    }

    private void record(Caller caller, String action, Account account, String detail) {
        audit.record(Actor.of(caller), action, AuditSubject.of(account.getEmail()), "succeeded", detail);
    }
}
