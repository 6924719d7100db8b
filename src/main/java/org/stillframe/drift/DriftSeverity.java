package org.stillframe.drift;

import java.util.Locale;

/** How much a finding matters. */
public enum DriftSeverity {
    /** Data is lost or in danger, or the server will not start again. */
    CRITICAL,
    /** Something does not work until it is seen to; nothing is lost. */
    WARNING,
    /** Good to know. */
    INFO;

    /** The name that clients see. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
