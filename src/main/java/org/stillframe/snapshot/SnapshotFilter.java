package org.stillframe.snapshot;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.stillframe.api.QueryParameters;

/**
 * Which snapshots a client wants to see; what is left out does not narrow it.
 *
 * @param server id of the server
 * @param account email of the owner
 * @param name the whole name, in this case
 * @param createdAfter inclusive
 * @param createdBefore exclusive
 */
public record SnapshotFilter(
        Optional<Long> server,
        Optional<String> account,
        Optional<String> name,
        Optional<SnapshotState> status,
        Optional<Instant> createdAfter,
        Optional<Instant> createdBefore) {
    /** Whether it lets everything through. */
    boolean isWide() {
        return server.isEmpty()
                && account.isEmpty()
                && name.isEmpty()
                && status.isEmpty()
                && createdAfter.isEmpty()
                && createdBefore.isEmpty();
    }

    static SnapshotFilter read(QueryParameters query) {
        return new SnapshotFilter(
                query.integer("server_id"),
                query.text("account").map(email -> email.toLowerCase(Locale.ROOT)),
                query.matching("name", NewSnapshot.NAME),
                query.oneOf("status", SnapshotState.IN_PROGRESS, SnapshotState.COMPLETED, SnapshotState.FAILED),
                query.moment("created_after"),
                query.moment("created_before"));
    }
}
