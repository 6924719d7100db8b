package org.stillframe.fuzz;

import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Whose token a request carries. A draft names it; what it is stands in no report. */
final class Tokens {
    static final String ADMIN = "admin";
    /** All that an account's own token allows. */
    static final String OWNER = "owner";
    static final String OTHER = "other";
    /** One token for each scope alone. */
    static final List<String> SCOPES =
            List.of("snapshots:read", "snapshots:write", "snapshots:restore", "servers:read", "servers:power");
    private static final List<String> NONE = List.of(
            "Authorization:", "Authorization: Bearer", "Authorization: Bearer x", "Authorization: Bearer ..", "Authorization: Basic YTpi",
            "Authorization: Bearer {admin}x", "Authorization: Bearer {admin} {admin}", "Authorization: {admin}",
            "Authorization: Bearer eyJhbGciOiJub25lIn0.e30.", "Authorization: Digest username=\"a\"", "Authorization: bearer {owner}",
            "Authorization: Bearer {admin}\r\nAuthorization: Bearer {owner}", "authorization: Bearer \u00ff\u00fe");

    private Tokens() {}

    /** The header; most requests come from somebody who may send them. */
    static Optional<String> header(Random random) {
        int kind = random.nextInt(100);
        if (kind < 60) {
            return bearer(ADMIN);
        }
        if (kind < 82) {
            return bearer(OWNER);
        }
        if (kind < 86) {
            return bearer(OTHER);
        }
        if (kind < 93) {
            return bearer(SCOPES.get(random.nextInt(SCOPES.size())));
        }
        return kind < 96 ? Optional.empty() : Optional.of(NONE.get(random.nextInt(NONE.size())));
    }

    private static Optional<String> bearer(String name) {
        return Optional.of("Authorization: Bearer {" + name + "}");
    }
}
