package org.stillframe.webhook;

import java.util.Locale;

/** Where a delivery stands. */
public enum DeliveryStatus {
    /** It is sent as soon as it is due. */
    PENDING,
    /** The receiver has answered with a 2xx. */
    DELIVERED,
    /** It was tried for as long as it is, or the webhook was disabled. It can be sent again. */
    FAILED;

    /** The name that clients see. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
