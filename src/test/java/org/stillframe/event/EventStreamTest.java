package org.stillframe.event;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.stillframe.account.Caller;
import org.stillframe.account.Scope;

/** A stream gives each event once, in order, and holds only so many for a reader that does not fetch them. */
class EventStreamTest {
    private final Reader reader = new Reader();
    private final List<EventStream> ended = new ArrayList<>();

    /** What the container gives: an output that can take something or not. */
    private static final class Reader extends ServletOutputStream {
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private boolean ready = true;
        private boolean broken;
        private int flushes;
        private boolean completed;

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public void setWriteListener(WriteListener listener) {}

        @Override
        public void write(int octet) throws IOException {
            if (broken) {
                throw new IOException("gone");
            }
            assertThat(ready).as("written only when it can take something").isTrue();
            received.write(octet);
        }

        @Override
        public void flush() {
            assertThat(ready).isTrue();
            flushes++;
        }

        private String text() {
            return received.toString(StandardCharsets.UTF_8);
        }

        private List<Long> ids() {
            return text().lines().filter(line -> line.startsWith("id: ")).map(line -> Long.valueOf(line.substring(4))).toList();
        }

        private AsyncContext context() {
            ServletResponse response = proxy(ServletResponse.class, this);
            return proxy(AsyncContext.class, response);
        }

        private <T> T proxy(Class<T> type, Object answer) {
            return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                if (method.getName().equals("complete")) {
                    completed = true;
                }
                return method.getReturnType() == void.class ? null : answer;
            }));
        }
    }

    private EventStream open(long place, Set<Scope> scopes) throws IOException {
        EventStream stream = new EventStream(
                new Audience(new Caller(7, "owner@example.com", 1, "token", scopes), Optional.empty()), place, ended::add);
        stream.open(reader.context());
        stream.onWritePossible();
        return stream;
    }

    private EventStream open(long place) throws IOException {
        return open(place, Scope.ofAnAccount());
    }

    private static EventPage page(long from, long to) {
        return new EventPage(
                true, to, LongStream.rangeClosed(from, to).mapToObj(place -> event(place, EventKind.SNAPSHOT, 7)).toList());
    }

    private static PublishedEvent event(long place, EventKind kind, long account) {
        return new PublishedEvent(place, kind, account, account + "@example.com", "{\"id\":1,\"name\":\"ä\"}", Instant.EPOCH);
    }

    @Test
    void anEventIsSentAsTheStandardSays() throws IOException {
        open(41).take(page(42, 42));

        assertThat(reader.text()).isEqualTo(":\nid: 41\n\nid: 42\nevent: snapshot\ndata: {\"id\":1,\"name\":\"ä\"}\n\n");
        assertThat(reader.flushes).isPositive();
    }

    @Test
    void whatItHasPassedIsNotGivenAgain() throws IOException {
        EventStream stream = open(5);
        stream.take(page(4, 8));
        stream.take(page(7, 10));

        assertThat(reader.ids()).containsExactly(5L, 6L, 7L, 8L, 9L, 10L);
    }

    @Test
    void whatIsNotForItIsPassedOverAndTheNextBeatTellsThePlace() throws IOException {
        EventStream stream = open(1, EnumSet.of(Scope.SNAPSHOTS_READ));
        stream.take(new EventPage(true, 3, List.of(event(2, EventKind.SNAPSHOT, 8), event(3, EventKind.SERVER, 7))));
        assertThat(reader.ids()).containsExactly(1L);
        assertThat(stream.place()).isEqualTo(3);

        stream.beat();
        stream.beat();

        assertThat(reader.text()).endsWith(":\nid: 3\n\n:\n\n");
    }

    @Test
    void anAdminSeesWhoseItIs() throws IOException {
        open(1, EnumSet.of(Scope.ADMIN)).take(new EventPage(true, 2, List.of(event(2, EventKind.SERVER, 8))));

        assertThat(reader.text()).endsWith("event: server\ndata: {\"id\":1,\"name\":\"ä\",\"account\":\"8@example.com\"}\n\n");
    }

    @Test
    void whatIsNotFetchedIsHeldUpToABoundAndTheRestIsLeftWhereItIs() throws IOException {
        EventStream stream = open(0);
        reader.ready = false;

        for (long from = 1; stream.wantsMore(); from = stream.place() + 1) {
            stream.take(page(from, from + 99));
        }
        stream.take(page(stream.place() + 1, 1000));
        long held = stream.place();
        assertThat(held).isEqualTo(200);
        for (int i = 0; i < 10; i++) {
            stream.beat();
        }
        reader.ready = true;
        stream.onWritePossible();
        stream.take(page(held + 1, held + 50));

        assertThat(reader.ids()).containsExactlyElementsOf(LongStream.rangeClosed(0, held + 50).boxed().toList());
    }

    @Test
    void whatIsForgottenIsToldAndItGoesOnFromThere() throws IOException {
        EventStream stream = open(3);
        stream.take(new EventPage(false, 90, List.of()));
        stream.take(page(91, 92));

        assertThat(reader.text()).contains("id: 90\nevent: reset\ndata: {\"last_event_id\":\"3\"");
        assertThat(reader.ids()).containsExactly(3L, 90L, 91L, 92L);
    }

    @Test
    void aReaderThatIsGoneEndsIt() throws IOException {
        EventStream stream = open(1);
        reader.broken = true;
        stream.take(page(2, 3));
        stream.end();

        assertThat(ended).containsExactly(stream);
        assertThat(reader.completed).isTrue();
        assertThat(stream.wantsMore()).isFalse();
    }
}
