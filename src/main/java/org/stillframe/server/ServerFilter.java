package org.stillframe.server;

import java.util.Locale;
import java.util.Optional;
import org.stillframe.api.QueryParameters;

/**
 * Which servers a client wants to see; what is left out does not narrow it.
 *
 * @param account email of the owner
 */
public record ServerFilter(Optional<ServerStatus> status, Optional<String> location, Optional<String> account) {
    static ServerFilter read(QueryParameters query) {
        return new ServerFilter(
                query.oneOf("status", ServerStatus.values()),
                query.text("location"),
                query.text("account").map(email -> email.toLowerCase(Locale.ROOT)));
    }
}
