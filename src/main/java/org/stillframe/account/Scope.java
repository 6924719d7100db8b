package org.stillframe.account;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** What a token allows. In the token they stand in the {@code groups} claim. */
public enum Scope {
    SNAPSHOTS_READ("snapshots:read"),
    SNAPSHOTS_WRITE("snapshots:write"),
    SNAPSHOTS_RESTORE("snapshots:restore"),
    SERVERS_READ("servers:read"),
    SERVERS_POWER("servers:power"),
    /** Every account's servers and snapshots, the hosts, and adoption. */
    ADMIN("admin");

    private final String claim;

    Scope(String claim) {
        this.claim = claim;
    }

    public String claim() {
        return claim;
    }

    /** Everything but {@link #ADMIN}. */
    public static Set<Scope> ofAnAccount() {
        return EnumSet.complementOf(EnumSet.of(ADMIN));
    }

    static String join(Collection<Scope> scopes) {
        return scopes.stream().sorted().map(Scope::claim).collect(Collectors.joining(" "));
    }

    static Set<Scope> split(String claims) {
        Set<String> wanted = Set.of(claims.split(" "));
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        Arrays.stream(values()).filter(scope -> wanted.contains(scope.claim)).forEach(scopes::add);
        return scopes;
    }
}
