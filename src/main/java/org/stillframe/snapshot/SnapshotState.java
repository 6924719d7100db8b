package org.stillframe.snapshot;

import java.util.List;
import java.util.Locale;

/** Where a snapshot stands, and the one table of how it gets on. */
public enum SnapshotState {
    /** Accepted; its layers are being made. */
    IN_PROGRESS(false),
    /** Its layers have been seen on the host. It can be restored. */
    COMPLETED(false),
    /** It was not made, and nothing of it is left on the host; or what it held is gone from there. */
    FAILED(false),
    /** Its owner has let go of it. No client sees it any more; its row goes when its layers are reclaimed. */
    DELETED(true);

    /** What moves a snapshot on. */
    public enum Event {
        COMPLETE,
        FAIL,
        /** What it holds was seen to be gone. */
        LOSE,
        /** What it holds was lost, and is seen to be there again. */
        RECOVER,
        DELETE
    }

    /**
     * All that clients see. Lists name these rather than the one that they leave out: where nearly every snapshot has the same state,
     * PostgreSQL takes "not this one" for next to nothing, and sorts a million for the first twenty.
     */
    static final List<SnapshotState> VISIBLE = List.of(IN_PROGRESS, COMPLETED, FAILED);

    private final boolean terminal;

    SnapshotState(boolean terminal) {
        this.terminal = terminal;
    }

    public boolean isTerminal() {
        return terminal;
    }

    /** The name that clients see. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalStateException if the event does not apply here */
    SnapshotState on(Event event) {
        return switch (this) {
            case IN_PROGRESS -> switch (event) {
                case COMPLETE -> COMPLETED;
                case FAIL -> FAILED;
                case DELETE -> DELETED;
                case LOSE, RECOVER -> throw refused(event);
            };
            case COMPLETED -> switch (event) {
                case LOSE -> FAILED;
                case DELETE -> DELETED;
                case COMPLETE, FAIL, RECOVER -> throw refused(event);
            };
            case FAILED -> switch (event) {
                case RECOVER -> COMPLETED;
                case DELETE -> DELETED;
                case COMPLETE, FAIL, LOSE -> throw refused(event);
            };
            case DELETED -> throw refused(event);
        };
    }

    private IllegalStateException refused(Event event) {
        return new IllegalStateException("A snapshot that is " + code() + " takes no " + event);
    }
}
