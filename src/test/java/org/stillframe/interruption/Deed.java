package org.stillframe.interruption;

import org.stillframe.operation.Operation;

/** How one kind of operation is made to happen to a server, and what is true of the server afterwards. */
interface Deed {
    /** Makes the server one to which it can happen. */
    default void prepare(Ward ward) {}

    /** Whether it can happen to the server as it is. */
    boolean isPossible(Ward ward);

    /** Stores the operation. */
    Operation begin(Ward ward);

    /** The process has died, and the guest goes on. */
    default void meanwhile(Ward ward) {}

    /** It has succeeded. */
    void done(Ward ward, Operation operation);

    /** It has failed, or was cancelled. */
    void undone(Ward ward, Operation operation);

    /** Whether it must be possible to ask for it again after it has failed, with success. */
    default boolean isRepeatedAfterFailure() {
        return false;
    }
}
