package org.stillframe.drift;

import java.util.Locale;

/** What an admin can do about a finding. None of them writes to a file of others or deletes what anything refers to. */
public enum DriftRepair {
    /** Takes what the host says for the truth. */
    ADOPT,
    /** Puts the host back to what is known; or, where only its admin can, looks again whether that was done. */
    REPAIR,
    /** Drops what is known of something that is gone. Files that still exist stay where they are. */
    FORGET;

    /** The name that clients see. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
