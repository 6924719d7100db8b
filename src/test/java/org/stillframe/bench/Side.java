package org.stillframe.bench;

/** One way to do the same steps on one guest. */
interface Side {
    /** Freezes the disk. */
    void create();

    /** Brings the guest back to its oldest snapshot. */
    void restore();

    /** Brings back what the last restore replaced. */
    void undo();
}
