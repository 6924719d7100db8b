package org.stillframe.interruption;

/**
 * The life of the process, as the thread plays it that does its work. It ends at a chosen boundary of the journal: when a
 * transaction has been committed, or before, within or after a call that changes something on a host. What the thread still does
 * after that has no effect on the database nor on the host.
 */
final class Mortality {
    private static final ThreadLocal<Mortality> OF_THREAD = new ThreadLocal<>();

    private final int last;
    private int passed;
    private String place;

    private Mortality(int last) {
        this.last = last;
    }

    /** @param last the number of the boundary, counted from 1, at which it ends; 0 if it does not */
    static Mortality begin(int last) {
        Mortality life = new Mortality(last);
        OF_THREAD.set(life);
        return life;
    }

    /** Null for a thread of which nobody plays with death. */
    static Mortality current() {
        return OF_THREAD.get();
    }

    /** Does something of which nobody dies. */
    static void spare(Runnable work) {
        Mortality life = OF_THREAD.get();
        OF_THREAD.remove();
        try {
            work.run();
        } finally {
            OF_THREAD.set(life);
        }
    }

    static void end() {
        OF_THREAD.remove();
    }

    /** Counts a boundary. */
    void pass(String boundary) {
        if (isLastAt(boundary)) {
            throw new Interruption(place);
        }
    }

    /** The same where nothing may be thrown: the next thing that is tried fails. */
    boolean isLastAt(String boundary) {
        requireAlive();
        passed++;
        if (passed == last) {
            place = boundary;
        }
        return isDead();
    }

    void requireAlive() {
        if (isDead()) {
            throw new Interruption(place);
        }
    }

    boolean isDead() {
        return place != null;
    }

    /** Where it ended, or null. */
    String place() {
        return place;
    }

    int passed() {
        return passed;
    }
}
