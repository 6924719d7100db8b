package org.stillframe.webhook;

/**
 * What came of a try.
 *
 * @param code what was answered, or null if nothing was
 * @param error why it failed, in words for the webhook's owner; null if it did not
 */
public record Outcome(Integer code, String error) {
    static final String LATE = "The receiver did not answer in time.";

    private static final int GONE = 410;

    static Outcome answered(int code) {
        return new Outcome(code, code / 100 == 2 ? null : "The receiver answered " + code + ".");
    }

    static Outcome unanswered(String error) {
        return new Outcome(null, error);
    }

    boolean isSuccess() {
        return error == null;
    }

    /** Whether the receiver says that it wants nothing any more. */
    boolean isGone() {
        return code != null && code == GONE;
    }
}
