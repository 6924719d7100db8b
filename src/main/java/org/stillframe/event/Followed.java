package org.stillframe.event;

import jakarta.json.JsonObject;

/** What clients can follow: each time that a transaction leaves it with another status, an event tells of it. */
public interface Followed {
    EventKind eventKind();

    /** Of the account that is told. */
    long ownerId();

    /** Where it stands now. */
    Enum<?> getStatus();

    /** As the API shows it to its owner now. */
    JsonObject item();

    /** Whether clients know of it at all. */
    default boolean isShown() {
        return true;
    }
}
