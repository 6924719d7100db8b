package org.stillframe.api;

import jakarta.enterprise.context.RequestScoped;

/** Where the request that is being served came from. Both are null in work that no request asked for. */
@RequestScoped
public class RequestOrigin {
    private String address;
    private String requestId;

    void set(String from, String id) {
        address = from;
        requestId = id;
    }

    /** The client's network address. */
    public String address() {
        return address;
    }

    public String requestId() {
        return requestId;
    }
}
