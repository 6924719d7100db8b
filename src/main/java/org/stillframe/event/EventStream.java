package org.stillframe.event;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * One client that listens. It holds no thread: the container says when more can be written. What its reader does not fetch is
 * kept up to a bound; for as long as that is reached it is not given more, and stays at its place.
 */
final class EventStream implements WriteListener, AsyncListener {
    private static final int ROOM = 200;
    private static final Duration LONGEST_STANDSTILL = Duration.ofSeconds(30);

    private final Audience audience;
    private final Consumer<EventStream> whenEnded;
    private final Deque<byte[]> waiting = new ArrayDeque<>();

    private long place;
    private long toldPlace;
    private AsyncContext context;
    private ServletOutputStream out;
    private boolean flushed;
    private boolean ended;
    private long movedAt = System.nanoTime();

    /** @param place of the last event that the client knows */
    EventStream(Audience audience, long place, Consumer<EventStream> whenEnded) {
        this.audience = audience;
        this.place = place;
        this.whenEnded = whenEnded;
    }

    /** From now on it is written to. The answer's head, and whatever has come with it, is sent at once. */
    synchronized void open(AsyncContext answer) throws IOException {
        context = answer;
        context.setTimeout(0);
        context.addListener(this);
        out = context.getResponse().getOutputStream();
        waiting.add(EventFrame.place(place));
        toldPlace = place;
        out.setWriteListener(this);
    }

    long tokenId() {
        return audience.caller().tokenId();
    }

    /** Of the last event that it was given, or that was not for it. */
    synchronized long place() {
        return place;
    }

    synchronized boolean wantsMore() {
        return out != null && !ended && waiting.size() < ROOM;
    }

    /** Gives it what follows on a place at which it is or which it has passed. */
    synchronized void take(EventPage page) {
        if (!page.isUnbroken()) {
            waiting.add(EventFrame.reset(place, page.last()));
            place = page.last();
            toldPlace = place;
        }
        for (PublishedEvent event : page.events()) {
            if (event.place() > place && waiting.size() < ROOM) {
                place = event.place();
                if (audience.hears(event)) {
                    waiting.add(EventFrame.event(event, audience));
                    toldPlace = place;
                }
            }
        }
        write();
    }

    /** Shows that the stream is alive, and where to take it up again. */
    synchronized void beat() {
        if (wantsMore()) {
            waiting.add(place > toldPlace ? EventFrame.place(place) : EventFrame.comment());
            toldPlace = place;
            write();
        }
    }

    /** Whether its reader has fetched nothing for long, though there is something. */
    synchronized boolean isStuck() {
        return out != null && !waiting.isEmpty() && System.nanoTime() - movedAt > LONGEST_STANDSTILL.toNanos();
    }

    /** Nothing is written unless it can be without waiting; if it cannot, the container calls when it can. */
    private void write() {
        try {
            while (out != null && !ended && out.isReady()) {
                byte[] next = waiting.poll();
                if (next != null) {
                    out.write(next);
                    flushed = false;
                    movedAt = System.nanoTime();
                } else if (!flushed) {
                    flushed = true;
                    out.flush();
                } else {
                    // Who has nothing to say cannot be stuck.
                    movedAt = System.nanoTime();
                    return;
                }
            }
        } catch (IOException | IllegalStateException e) {
            end();
        }
    }

    @Override
    public synchronized void onWritePossible() {
        write();
    }

    /** Ends the answer, as one that is whole. */
    synchronized void end() {
        if (!ended) {
            ended = true;
            waiting.clear();
            whenEnded.accept(this);
            if (context != null) {
                complete();
            }
        }
    }

    private void complete() {
        try {
            context.complete();
        } catch (IllegalStateException e) {
            // The container has ended it already.
        }
    }

    /** The reader is gone. */
    @Override
    public void onError(Throwable failure) {
        end();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        end();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        end();
    }

    @Override
    public void onError(AsyncEvent event) {
        end();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}
}
