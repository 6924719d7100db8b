package org.stillframe.drift;

/** A snapshot as it is written down, complete or with its data lost. */
public record KnownSnapshot(long id, String name, State state) {
    /** What is known of its data. */
    public enum State {
        COMPLETED,
        /** Its files were gone when last looked at. */
        LOST,
        /** Its files were written to. */
        OVERWRITTEN
    }
}
