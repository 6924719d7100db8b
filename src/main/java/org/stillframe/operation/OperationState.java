package org.stillframe.operation;

import java.util.Locale;

/** Where an operation stands, and the one table of how it gets on. */
public enum OperationState {
    /** Accepted and stored; nobody works on it now. It comes back here when its host does not answer. */
    QUEUED(false),
    /** A node works on it and keeps its lease alive. */
    RUNNING(false),
    /** Done, and seen to be done. */
    SUCCEEDED(true),
    /** Proven not to have happened, with nothing left behind. */
    FAILED(true),
    /** Withdrawn before it took effect. */
    CANCELLED(true);

    /** What moves an operation on. */
    public enum Event {
        CLAIM,
        POSTPONE,
        SUCCEED,
        FAIL,
        CANCEL
    }

    private final boolean terminal;

    OperationState(boolean terminal) {
        this.terminal = terminal;
    }

    public boolean isTerminal() {
        return terminal;
    }

    /** The name that clients see. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalStateException if the event does not apply here; nothing leaves a terminal state */
    OperationState on(Event event) {
        return switch (this) {
            case QUEUED -> switch (event) {
                case CLAIM -> RUNNING;
                case FAIL -> FAILED;
                case CANCEL -> CANCELLED;
                case POSTPONE, SUCCEED -> throw refused(event);
            };
            case RUNNING -> switch (event) {
                // A lease that ran out is claimed anew, by this node or another.
                case CLAIM -> RUNNING;
                case POSTPONE -> QUEUED;
                case SUCCEED -> SUCCEEDED;
                case FAIL -> FAILED;
                case CANCEL -> CANCELLED;
            };
            case SUCCEEDED, FAILED, CANCELLED -> throw refused(event);
        };
    }

    private IllegalStateException refused(Event event) {
        return new IllegalStateException("An operation that is " + code() + " takes no " + event);
    }
}
