package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stillframe.EventReader;
import org.stillframe.EventReader.Event;
import org.stillframe.Postgres;

/** Two nodes on one PostgreSQL tell of the same events in the same order, whichever made them and whichever is asked. */
class EventNodesIT {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration CUT_OFF = Duration.ofSeconds(90);
    private static final Duration RETENTION = Duration.ofSeconds(60);

    private static Postgres database;
    private static Service first;
    private static Service second;
    private final List<EventReader> readers = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        database = Postgres.start();
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.put("STILLFRAME_EVENTS_RETENTION", RETENTION.toString());
        first = Service.fresh("events-first", settings);
        second = first.joinedBy("events-second", Map.of());
    }

    @AfterAll
    static void stop() throws IOException {
        for (AutoCloseable part : new AutoCloseable[] {second, first, database}) {
            try {
                if (part != null) {
                    part.close();
                }
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }

    @BeforeEach
    void bothServe() throws IOException {
        for (Service node : List.of(first, second)) {
            if (!node.isAlive()) {
                node.start();
            }
        }
        first.reset();
    }

    @AfterEach
    void stopListening() {
        readers.forEach(EventReader::close);
    }

    private EventReader listen(ApiClient client, String... headers) {
        EventReader reader = EventReader.listen(client.url(), client.token(), "", headers);
        readers.add(reader);
        return reader;
    }

    private EventReader resume(ApiClient client, long last) {
        return listen(client, "Last-Event-ID", Long.toString(last));
    }

    @Test
    void bothNodesTellTheSameAndOneCanBeLeftForTheOther() {
        EventReader here = listen(first.owner());
        EventReader there = listen(second.owner());

        first.owner().createAndWait(first.serverId(), "by-the-first");
        second.owner().createAndWait(first.serverId(), "by-the-second");

        assertThat(here.await(8)).isEqualTo(there.await(8));
        assertThat(here.told()).startsWith("operation running", "snapshot in_progress", "snapshot completed");
        Event last = here.events().get(2);
        assertThat(resume(second.owner(), last.id()).await(5)).isEqualTo(here.events().subList(3, 8));
    }

    /** The row with the greater id commits first, and is told; the other must not be passed over for it. */
    @Test
    void whatCommitsInAnotherOrderThanItWasWrittenInIsToldOnceAll() throws SQLException {
        EventReader live = listen(first.owner());
        await().until(() -> !live.lastId().isEmpty());
        try (Connection slow = begin();
                Connection quick = begin()) {
            write(slow, "first-written");
            write(quick, "second-written");
            quick.commit();
            Event told = live.await(1).get(0);
            assertThat(told.data().getString("name")).isEqualTo("second-written");
            EventReader between = resume(second.owner(), told.id());
            await().during(Duration.ofSeconds(3)).until(() -> between.events().isEmpty() && live.events().size() == 1);

            slow.commit();

            assertThat(live.await(2).get(1).data().getString("name")).isEqualTo("first-written");
            assertThat(live.events()).extracting(Event::id).isSorted().doesNotHaveDuplicates();
            assertThat(between.await(1)).isEqualTo(live.events().subList(1, 2));
            assertThat(resume(first.owner(), told.id()).await(1)).isEqualTo(between.events());
        }
    }

    @Test
    void whatIsRolledBackIsNeverTold() throws SQLException {
        EventReader live = listen(first.owner());
        try (Connection connection = begin()) {
            write(connection, "taken-back");
            connection.rollback();
            write(connection, "kept");
            connection.commit();
        }

        assertThat(live.await(1)).extracting(event -> event.data().getString("name")).containsExactly("kept");
    }

    /** Many connections write and commit in any order, while readers come and go on both nodes. */
    @Test
    void nothingIsLostOrToldTwiceWhileManyWrite() throws Exception {
        EventReader live = listen(first.owner());
        await().until(() -> !live.lastId().isEmpty());
        EventReader hopping = resume(first.owner(), Long.parseLong(live.lastId()));
        List<Event> heard = new ArrayList<>();
        Thread[] writers = new Thread[6];
        for (int i = 0; i < writers.length; i++) {
            int writer = i;
            writers[i] = new Thread(() -> writeMany(writer, 100));
            writers[i].start();
        }
        boolean writing = true;
        for (int hop = 1; writing; hop++) {
            Thread.sleep(300);
            writing = List.of(writers).stream().anyMatch(Thread::isAlive);
            hopping.close();
            await().until(hopping::hasEnded);
            heard.addAll(hopping.events());
            long last = Long.parseLong(hopping.lastId());
            hopping = resume(hop % 2 == 0 ? first.owner() : second.owner(), last);
        }
        live.await(600);
        EventReader rest = hopping;
        int before = heard.size();
        await().atMost(SOON).until(() -> before + rest.events().size() >= 600);
        heard.addAll(rest.events());

        assertThat(live.events()).hasSize(600).extracting(Event::id).isSorted().doesNotHaveDuplicates();
        assertThat(live.events().stream().map(event -> event.data().getString("name")).distinct()).hasSize(600);
        assertThat(heard).isEqualTo(live.events());
    }

    private static void writeMany(int writer, int count) {
        try (Connection connection = begin()) {
            for (int i = 0; i < count; i++) {
                write(connection, writer + "-" + i);
                Thread.sleep((writer * 7 + i * 13) % 20);
                connection.commit();
            }
        } catch (SQLException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** More than what Payara and the kernel hold of one connection, which on the loopback is some 14 MB. */
    @Test
    void whoDoesNotReadIsCutOffAndKeepsNobodyWaiting() throws Exception {
        ApiClient owner = new ApiClient(first.owner().url(), ownersToken());
        for (int i = 0; i < 9; i++) {
            readers.add(EventReader.listen(owner.url(), owner.token(), "?account=other@example.com"));
        }
        EventReader live = listen(first.owner());
        try (Socket silent = listenWithoutReading(owner)) {
            await().until(() -> status(owner) == 429);

            writeBulk(12_000, "x".repeat(2000));

            live.await(12_000);
            assertThat(live.events()).extracting(Event::id).isSorted().doesNotHaveDuplicates();
            await().atMost(CUT_OFF).pollInterval(Duration.ofSeconds(1)).until(() -> status(owner) == 200);
            assertThat(silent.isClosed()).isFalse();
        }
        assertThat(readers).noneMatch(EventReader::hasEnded);
    }

    private static String ownersToken() {
        return first.owner().post(Tenant.TOKENS, Tenant.token("silent", Tenant.ALL, null)).expect(201).json().getString("token");
    }

    private static int status(ApiClient client) throws IOException {
        HttpResponse<InputStream> answer = EventReader.connect(client.url(), client.token(), "");
        answer.body().close();
        return answer.statusCode();
    }

    private static Socket listenWithoutReading(ApiClient client) throws IOException {
        URI url = client.url();
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(url.getHost(), url.getPort()));
        socket.getOutputStream()
                .write(("GET " + EventReader.EVENTS + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + client.token()
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void whatIsOlderThanTheRetentionIsForgottenAndThatIsTold() throws SQLException {
        EventReader live = listen(first.owner());
        try (Connection connection = begin()) {
            write(connection, "old");
            connection.commit();
        }
        long old = live.await(1).get(0).id();
        await().atMost(RETENTION.multipliedBy(3))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> Long.parseLong(database.value("select forgotten from event_cursor")) >= old);

        assertThat(resume(second.owner(), old - 1).await(1).get(0).kind()).isEqualTo("reset");
        EventReader atTheEdge = resume(second.owner(), Long.parseLong(database.value("select forgotten from event_cursor")));
        first.owner().createAndWait(first.serverId(), "new");
        atTheEdge.await(4);
        assertThat(atTheEdge.events()).extracting(Event::kind).doesNotContain("reset");
    }

    /** What a node has written and not published when it is killed, another publishes. */
    @Test
    void aKilledNodesEventsAreToldByTheOtherAndAStoppedOneEndsItsStreams() throws SQLException {
        EventReader there = listen(second.owner());
        EventReader here = listen(first.owner());
        first.kill();
        await().atMost(SOON).until(here::hasEnded);
        assertThat(here.endedCleanly()).isFalse();
        try (Connection connection = begin()) {
            write(connection, "left-behind");
            connection.commit();
        }
        assertThat(there.await(1)).extracting(event -> event.data().getString("name")).containsExactly("left-behind");

        second.close();

        await().atMost(SOON).until(there::hasEnded);
        assertThat(there.endedCleanly()).isTrue();
    }

    private static Connection begin() throws SQLException {
        Connection connection = database.connect();
        connection.setAutoCommit(false);
        return connection;
    }

    /** As the service does it. */
    private static void write(Connection connection, String name) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into event (account_id, kind, item, noted_at)"
                + " select id, 'SNAPSHOT', ?, now() at time zone 'UTC' from account where email = 'demo@example.com'")) {
            insert.setString(1, "{\"id\":1,\"status\":\"completed\",\"name\":\"" + name + "\"}");
            insert.executeUpdate();
        }
    }

    private static void writeBulk(int count, String name) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("insert into event (account_id, kind, item, noted_at) select a.id, 'SNAPSHOT',"
                    + " '{\"id\":1,\"status\":\"completed\",\"name\":\"" + name + "\"}', now() at time zone 'UTC'"
                    + " from account a, generate_series(1, " + count + ") where a.email = 'demo@example.com'");
        }
    }
}
