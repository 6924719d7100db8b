package org.stillframe.admin;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.security.enterprise.SecurityContext;
import org.stillframe.account.AccountService;
import org.stillframe.account.Caller;
import org.stillframe.account.CurrentCaller;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;

/** The admin whose browser sent this request. Looked up each time, so that a disabled account is out at once. */
@Named
@RequestScoped
public class CurrentAdmin {
    @Inject
    private SecurityContext security;

    @Inject
    private AccountService accounts;

    @Inject
    private CurrentCaller currentCaller;

    private Caller caller;

    @PostConstruct
    void find() {
        caller = accounts.byEmail(security.getCallerPrincipal().getName())
                .filter(account -> account.isAdmin() && !account.isDisabled())
                .map(Caller::adminPage)
                .orElseThrow(() -> new ServiceException(ErrorCode.PERMISSION_DENIED, "This account is no admin any more."));
        // For the audit trail.
        currentCaller.set(caller);
    }

    public Caller caller() {
        return caller;
    }

    public String getEmail() {
        return caller.email();
    }
}
