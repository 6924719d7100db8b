package org.stillframe.event;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;

/** The clients that listen on this node. One look at the database serves them all. */
@ApplicationScoped
public class EventStreams {
    /** That one token may have here. */
    static final int MOST_OF_A_TOKEN = 10;

    private static final int MOST = 1000;
    private static final int PAGE = 200;

    @Inject
    private EventLog log;

    private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
    private boolean closed;

    /**
     * Takes a client up, unless there are too many.
     *
     * @param after the place of the last event that it knows
     * @throws ServiceException with {@code TOO_MANY_STREAMS}
     */
    synchronized EventStream admit(Audience audience, long after) {
        long tokenId = audience.caller().tokenId();
        if (streams.stream().filter(stream -> stream.tokenId() == tokenId).count() >= MOST_OF_A_TOKEN) {
            throw new ServiceException(
                    ErrorCode.TOO_MANY_STREAMS,
                    "This token has " + MOST_OF_A_TOKEN + " event streams open. Close one, or let one serve several readers.");
        }
        if (closed || streams.size() >= MOST) {
            throw new ServiceException(ErrorCode.TOO_MANY_STREAMS, "The service has no room for another event stream now.");
        }
        EventStream stream = new EventStream(audience, after, streams::remove);
        streams.add(stream);
        return stream;
    }

    /** Its answer has begun. */
    void open(EventStream stream, AsyncContext answer) throws IOException {
        stream.open(answer);
        if (isClosed()) {
            stream.end();
        }
    }

    /**
     * Gives each what follows on its place: those in front, and those farthest behind with whom they pass on the way. One that
     * catches up keeps none in front waiting.
     */
    void feed() {
        Set<Long> places = streams.stream().filter(EventStream::wantsMore).map(EventStream::place).collect(Collectors.toSet());
        if (!places.isEmpty()) {
            long front = places.stream().max(Long::compare).get();
            long behind = places.stream().min(Long::compare).get();
            give(front);
            if (behind < front) {
                give(behind);
            }
        }
    }

    private void give(long place) {
        EventPage page = log.after(place, PAGE);
        if (!page.isUnbroken() || !page.events().isEmpty()) {
            streams.stream()
                    .filter(EventStream::wantsMore)
                    .filter(stream -> page.isUnbroken() ? stream.place() >= place : stream.place() == place)
                    .forEach(stream -> stream.take(page));
        }
    }

    /** Lets every client see that its stream is alive. */
    void beat() {
        streams.forEach(EventStream::beat);
    }

    /** Cuts off who does not read. */
    void endStuck() {
        end(EventStream::isStuck);
    }

    /** The tokens of those that listen. */
    List<Long> tokens() {
        return streams.stream().map(EventStream::tokenId).distinct().toList();
    }

    /** @param tokens what may listen no longer */
    void endAllOf(Set<Long> tokens) {
        end(stream -> tokens.contains(stream.tokenId()));
    }

    private void end(Predicate<EventStream> which) {
        streams.stream().filter(which).forEach(EventStream::end);
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    @PreDestroy
    synchronized void close() {
        closed = true;
        end(stream -> true);
    }
}
