package org.stillframe.event;

import java.util.Optional;
import org.stillframe.account.Caller;
import org.stillframe.account.Scope;

/**
 * Who listens, and to what.
 *
 * @param account email of the only account that it wants to hear of
 */
record Audience(Caller caller, Optional<String> account) {
    /** Servers are shown to those only who may read servers. */
    boolean hears(PublishedEvent event) {
        return caller.sees(event.accountId())
                && account.map(event.account()::equals).orElse(true)
                && (event.kind() != EventKind.SERVER || caller.has(Scope.SERVERS_READ));
    }
}
