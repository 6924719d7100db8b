package org.stillframe.interruption;

/** The process has died here, as far as the thread can tell that plays it. No code of the service catches it. */
final class Interruption extends Error {
    private static final long serialVersionUID = 1L;

    Interruption(String place) {
        super(place, null, false, false);
    }
}
