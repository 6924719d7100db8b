package org.stillframe.account;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.credential.Credential;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStore;
import java.util.Set;

/** Lets admins with a password in. The caller's name is the account's email. */
@ApplicationScoped
public class AdminIdentityStore implements IdentityStore {
    static final String ADMIN = "admin";

    @Inject
    private AccountService accounts;

    @Override
    public CredentialValidationResult validate(Credential credential) {
        if (!(credential instanceof UsernamePasswordCredential given)) {
            return CredentialValidationResult.NOT_VALIDATED_RESULT;
        }
        return accounts.adminByPassword(given.getCaller(), given.getPasswordAsString())
                .map(account -> new CredentialValidationResult(account.getEmail(), Set.of(ADMIN)))
                .orElse(CredentialValidationResult.INVALID_RESULT);
    }
}
