package org.stillframe.hypervisor;

import static java.util.Objects.requireNonNull;

/** A request that the hypervisor did not fulfil. The message is for the log; it may name paths of the host. */
public class HypervisorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What a caller can do about it. */
    public enum Kind {
        /** The host does not answer. Try again later; what was asked may or may not have happened. */
        UNAVAILABLE,
        /** The host answers, but has no such domain. */
        DOMAIN_NOT_FOUND,
        /** The domain's present power state does not allow it. */
        WRONG_STATE,
        /** A disk or the domain cannot be layered. Nothing was touched. */
        NOT_LAYERABLE,
        /** The guest agent did not freeze the file systems. Nothing was touched. */
        QUIESCE_FAILED,
        /** The storage has no room. */
        NO_SPACE,
        /** The work was told to stop. It can be repeated. */
        INTERRUPTED,
        /** The domain's process ended by a crash in the middle of the work; it is stopped now. The work can be repeated. */
        CRASHED,
        /** The hypervisor refused or failed. */
        FAILED
    }

    private final Kind kind;

    public HypervisorException(Kind kind, String message) {
        this(kind, message, null);
    }

    public HypervisorException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = requireNonNull(kind, "kind is null");
    }

    public Kind kind() {
        return kind;
    }
}
