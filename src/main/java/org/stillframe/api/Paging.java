package org.stillframe.api;

import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.stillframe.error.ServiceException;

/**
 * The page of a list that a client asks for.
 *
 * @param size how many items at most
 * @param after key of the last item before the page, or null for the first page
 */
record Paging(int size, String after) {
    private static final String SIZE = "page_size";
    private static final String CURSOR = "cursor";
    private static final long MOST = 1000;
    private static final int USUAL = 100;
    private static final Pattern KEY = Pattern.compile("[ -~]{1,200}");

    /** Nothing if the whole list is asked for. */
    static Optional<Paging> read(QueryParameters query) {
        Optional<Integer> size = query.integer(SIZE, 1, MOST).map(Long::intValue);
        Optional<String> after = query.text(CURSOR).map(Paging::key);
        return size.isEmpty() && after.isEmpty()
                ? Optional.empty()
                : Optional.of(new Paging(size.orElse(USUAL), after.orElse(null)));
    }

    private static String key(String cursor) {
        try {
            String key = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.ISO_8859_1);
            if (KEY.matcher(key).matches()) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            throw invalidCursor();
        }
        throw invalidCursor();
    }

    static ServiceException invalidCursor() {
        return new ServiceException(
                "The query parameter cursor is none that this list has given. Take it from the Link header as it is.",
                Map.of(CURSOR, List.of("It is none that this list has given.")));
    }

    /** The Link header's value that leads from this page to the one that begins after that key. */
    static String next(UriInfo request, String key) {
        String cursor = Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(StandardCharsets.ISO_8859_1));
        URI next = request.getRequestUriBuilder().replaceQueryParam(CURSOR, cursor).build();
        return "<" + next.getRawPath() + "?" + next.getRawQuery() + ">; rel=\"next\"";
    }
}
