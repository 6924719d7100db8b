package org.stillframe.event;

import java.util.Locale;

/** What an event is about. */
public enum EventKind {
    SNAPSHOT,
    OPERATION,
    SERVER;

    /** The name that clients see. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
