package org.stillframe.audit;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.stillframe.api.QueryParameters;

/**
 * Which events are asked for; what is left out does not narrow them.
 *
 * @param account email of who did it
 * @param server id of the server that it was done to
 * @param after inclusive
 * @param before exclusive
 */
public record AuditFilter(
        Optional<String> account,
        Optional<String> action,
        Optional<Long> server,
        Optional<Instant> after,
        Optional<Instant> before) {
    static AuditFilter read(QueryParameters query) {
        return new AuditFilter(
                query.text("account").map(email -> email.toLowerCase(Locale.ROOT)),
                query.text("action"),
                query.integer("server_id"),
                query.moment("after"),
                query.moment("before"));
    }
}
