package org.stillframe.account;

import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;

/** Who sent the API request that is being answered. Set by {@link AuthenticationFilter} before any resource is entered. */
@RequestScoped
public class CurrentCaller {
    private Caller caller;

    /** To be called by who has found out, and by nobody else. */
    public void set(Caller caller) {
        this.caller = caller;
    }

    /** Nobody, if what is being done was not asked for by a request. */
    public Optional<Caller> find() {
        return Optional.ofNullable(caller);
    }

    public Caller get() {
        if (caller == null) {
            throw new IllegalStateException("No caller: the request did not pass the authentication filter");
        }
        return caller;
    }
}
