package org.stillframe.api;

import java.util.regex.Pattern;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;

/** Reads an id from a path. What cannot be an id names nothing, so it is not found rather than invalid. */
public final class PathId {
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,19}");

    private PathId() {}

    /** @param thing what it is the id of, for the answer: {@code snapshot} */
    public static long of(String text, String thing) {
        if (DIGITS.matcher(text).matches()) {
            try {
                long id = Long.parseLong(text);
                if (id > 0) {
                    return id;
                }
            } catch (NumberFormatException e) {
                throw notFound(thing);
            }
        }
        throw notFound(thing);
    }

    /** The one answer for what does not exist and for what belongs to somebody else. */
    public static ServiceException notFound(String thing) {
        return new ServiceException(ErrorCode.NOT_FOUND, "There is no such " + thing + ".");
    }
}
