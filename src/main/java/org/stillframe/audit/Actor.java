package org.stillframe.audit;

import static java.util.Objects.requireNonNull;

import org.stillframe.account.Caller;

/**
 * Who did something.
 *
 * @param accountId the account, or null for the service itself
 * @param name email, or the service's own name
 * @param origin network address that the request came from, or null
 * @param requestId the request, or null if there was none
 */
public record Actor(Long accountId, String name, String origin, String requestId) {
    /** The service by itself, for instance by a patrol. */
    public static final Actor SERVICE = new Actor(null, "stillframe", null, null);

    public Actor {
        requireNonNull(name, "name is null");
    }

    public static Actor of(Caller caller) {
        return new Actor(caller.accountId(), caller.email(), null, null);
    }
}
