package org.stillframe.api;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.stream.JsonGenerator;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Function;

/** The form of every list: {@code {count, results}}, whole or a page at a time. */
public final class ListAnswer {
    /** What is longer is not held in memory as a whole. */
    private static final int CHUNK = 1000;

    private ListAnswer() {}

    /**
     * The page that was asked for, with a link to the next, or all.
     *
     * @throws org.stillframe.error.ServiceException if page or cursor are invalid
     */
    public static <T> Response of(UriInfo request, Listing<T> listing, Function<T, JsonObject> toJson) {
        try {
            return Paging.read(new QueryParameters(request))
                    .map(paging -> page(request, paging, listing, toJson))
                    .orElseGet(() -> all(listing, toJson));
        } catch (IllegalArgumentException e) {
            throw Paging.invalidCursor();
        }
    }

    private static <T> Response page(UriInfo request, Paging paging, Listing<T> listing, Function<T, JsonObject> toJson) {
        List<T> found = listing.pages().after(paging.after(), paging.size() + 1);
        List<T> page = found.subList(0, Math.min(found.size(), paging.size()));
        Response.ResponseBuilder answer = Response.ok(object(listing.count().getAsLong(), page, toJson));
        if (found.size() > page.size()) {
            answer.header(HttpHeaders.LINK, Paging.next(request, listing.key().apply(page.get(page.size() - 1))));
        }
        return answer.build();
    }

    private static <T> Response all(Listing<T> listing, Function<T, JsonObject> toJson) {
        List<T> first = listing.pages().after(null, CHUNK + 1);
        return first.size() <= CHUNK
                ? Response.ok(object(first.size(), first, toJson)).build()
                : Response.ok((StreamingOutput) out -> stream(out, first, listing, toJson)).build();
    }

    /** The count comes last, as only then it is known: while a long list is written, items come and go. */
    static <T> void stream(OutputStream out, List<T> first, Listing<T> listing, Function<T, JsonObject> toJson) {
        JsonGenerator json = Json.createGenerator(out);
        json.writeStartObject().writeStartArray("results");
        long count = 0;
        for (List<T> chunk = first; !chunk.isEmpty(); ) {
            chunk.forEach(item -> json.write(toJson.apply(item)));
            count += chunk.size();
            chunk = listing.pages().after(listing.key().apply(chunk.get(chunk.size() - 1)), CHUNK);
        }
        json.writeEnd().write("count", count).writeEnd().flush();
    }

    private static <T> JsonObject object(long count, List<T> items, Function<T, JsonObject> toJson) {
        JsonArrayBuilder results = Json.createArrayBuilder();
        items.forEach(item -> results.add(toJson.apply(item)));
        return Json.createObjectBuilder().add("count", count).add("results", results).build();
    }
}
