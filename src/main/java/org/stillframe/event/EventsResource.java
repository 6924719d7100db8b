package org.stillframe.event;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.stillframe.account.CurrentCaller;
import org.stillframe.account.RequiresScope;
import org.stillframe.account.Scope;
import org.stillframe.api.QueryParameters;
import org.stillframe.error.ServiceException;

/** The changes of status as they happen, as server-sent events. */
@Path("/v1/events")
@Produces(MediaType.SERVER_SENT_EVENTS)
public class EventsResource {
    private static final String LAST_EVENT_ID = "Last-Event-ID";
    private static final String BEGINNING = ":\n\n";

    @Inject
    private EventLog log;

    @Inject
    private EventStreams streams;

    @Inject
    private CurrentCaller currentCaller;

    /** Begins the stream; {@link EventStreamFilter} keeps it open, unless it is the answer to a HEAD. */
    @GET
    @RequiresScope(Scope.SNAPSHOTS_READ)
    public Response listen(@Context UriInfo uri, @Context HttpHeaders headers, @Context HttpServletRequest request) {
        Audience audience = new Audience(
                currentCaller.get(),
                new QueryParameters(uri).text("account").map(email -> email.toLowerCase(Locale.ROOT)));
        OptionalLong known = lastEventId(headers);
        StreamOpening.of(request)
                .ifPresent(opening -> opening.become(streams.admit(audience, known.orElseGet(log::publish))));
        // Proxies that hold answers back until they are whole are told not to.
        return Response.ok(BEGINNING).header("X-Accel-Buffering", "no").build();
    }

    /** An empty one is what a client sends that has had no event. */
    private static OptionalLong lastEventId(HttpHeaders headers) {
        List<String> given = headers.getRequestHeaders().getOrDefault(LAST_EVENT_ID, List.of());
        if (given.isEmpty() || given.equals(List.of(""))) {
            return OptionalLong.empty();
        }
        try {
            if (given.size() == 1 && given.get(0).matches("[0-9]{1,19}")) {
                return OptionalLong.of(Long.parseLong(given.get(0)));
            }
        } catch (NumberFormatException e) {
            // Greater than any id can be.
        }
        throw new ServiceException(
                "The header " + LAST_EVENT_ID + " is not valid.", Map.of(LAST_EVENT_ID, List.of("It must be an id of an event.")));
    }
}
