package org.stillframe.account;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * On whose behalf something is done.
 *
 * @param tokenId the token that was shown, or 0 for a person logged in to the admin pages
 * @param tokenName what it is called, or null for such a person
 */
public record Caller(long accountId, String email, long tokenId, String tokenName, Set<Scope> scopes) {
    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /** A person who is logged in to the admin pages. */
    public static Caller adminPage(Account account) {
        return new Caller(account.getId(), account.getEmail(), 0, null, EnumSet.allOf(Scope.class));
    }

    public boolean has(Scope scope) {
        return scopes.contains(scope) || isAdmin();
    }

    public boolean isAdmin() {
        return scopes.contains(Scope.ADMIN);
    }

    /** The only account whose things exist for this caller; none if all of them do. */
    public Optional<Long> owner() {
        return isAdmin() ? Optional.empty() : Optional.of(accountId);
    }

    /** Whether what belongs to that account exists for this caller. */
    public boolean sees(long ownerId) {
        return ownerId == accountId || isAdmin();
    }
}
