package org.stillframe.operation;

/** Whether an operation can be told to stop. */
public enum Cancellation {
    /** It can. */
    OPEN,
    /** It has been; it ends as cancelled unless its work turns out to be done. */
    REQUESTED,
    /** It cannot, or no more: what it does is done to its end. */
    CLOSED
}
