package org.stillframe.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What came back.
 *
 * @param status 0 if the connection was closed without an answer, -1 if none came in time, -2 if it was none in HTTP: then the
 *     body tells what came instead, and after what
 * @param headers by their names in lower case; of several of one name the last
 */
record Reply(int status, Map<String, String> headers, byte[] body, long milliseconds) {
    static final int CLOSED = 0;
    static final int NOTHING = -1;
    static final int NONSENSE = -2;
    private static final int LONGEST_TOLD = 1500;

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Whether the server's HTTP layer said it by itself, with nothing but a status. */
    boolean isBare() {
        return body.length == 0 && !headers.containsKey("x-request-id");
    }

    @Override
    public String toString() {
        String text = text();
        return status + " " + headers + " in " + milliseconds + " ms: "
                + (text.length() > LONGEST_TOLD ? text.substring(0, LONGEST_TOLD) + "…" : text);
    }
}
