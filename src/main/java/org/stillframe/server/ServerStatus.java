package org.stillframe.server;

import java.util.Locale;
import org.stillframe.hypervisor.PowerState;

/** What a client is told of a server's state. */
public enum ServerStatus {
    ACTIVE,
    STOPPED,
    /** Its processors stand still, by somebody's wish or for want of storage. */
    SUSPENDED,
    /** A restore works on it. */
    RESTORING;

    static ServerStatus of(PowerState power) {
        return switch (power) {
            case RUNNING -> ACTIVE;
            case PAUSED -> SUSPENDED;
            case STOPPED -> STOPPED;
        };
    }

    /** The name that clients see. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
