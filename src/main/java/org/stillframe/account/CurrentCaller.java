package org.stillframe.account;

import jakarta.enterprise.context.RequestScoped;

/** Who sent the API request that is being answered. Set by {@link AuthenticationFilter} before any resource is entered. */
@RequestScoped
public class CurrentCaller {
    private Caller caller;

    void set(Caller caller) {
        this.caller = caller;
    }

    public Caller get() {
        if (caller == null) {
            throw new IllegalStateException("No caller: the request did not pass the authentication filter");
        }
        return caller;
    }
}
