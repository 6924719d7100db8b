package org.stillframe.access;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.stillframe.account.Scope;
import org.stillframe.api.RequestBody;

/**
 * A token that is to be made.
 *
 * @param account email of who is to have it, or null for the caller's account
 */
public record NewToken(String name, Set<Scope> scopes, Duration lifetime, String account) {
    private static final int DAYS = 365;
    private static final int MOST_DAYS = 3650;

    static NewToken read(RequestBody body) {
        String name = body.requiredName("name", 100);
        List<String> claims =
                body.requiredChoices("scopes", Arrays.stream(Scope.values()).map(Scope::claim).toList());
        Long days = body.optionalInteger("expires_in_days", 1, MOST_DAYS);
        String account = body.optionalText("account", 254);
        body.check();
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        Arrays.stream(Scope.values()).filter(scope -> claims.contains(scope.claim())).forEach(scopes::add);
        return new NewToken(name, scopes, Duration.ofDays(days == null ? DAYS : days), account);
    }
}
