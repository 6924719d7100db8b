package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.stillframe.Postgres;
import org.stillframe.acceptance.Receiver.Message;

/** Two nodes on one PostgreSQL share the work: each event is sent by one of them, and by the other if that dies. */
class WebhookNodesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration TAKEN_OVER = Duration.ofSeconds(120);
    private static final int EVENTS = 300;

    private static Postgres database;
    private static Service first;
    private static Service second;

    @BeforeAll
    static void start() throws IOException {
        database = Postgres.start();
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.put("STILLFRAME_WEBHOOK_INTERNAL", "127.0.0.0/8");
        first = Service.fresh("webhooks-first", settings);
        second = first.joinedBy("webhooks-second", Map.of());
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

    @Test
    void eachEventIsSentOnceWhileBothLiveAndAtLeastOnceIfOneDies() throws IOException, SQLException {
        try (Receiver receiver = new Receiver()) {
            first.owner().post("/api/v1/webhooks/", "{\"url\": \"" + receiver.url() + "\", \"events\": [\"snapshot\"]}").expect(201);
            write(EVENTS);

            await().atMost(PATIENCE).until(() -> receiver.messages().size() >= EVENTS);

            await().during(Duration.ofSeconds(3)).until(() -> receiver.messages().size() == EVENTS);
            assertThat(receiver.messages()).extracting(Message::id).doesNotHaveDuplicates();
            assertThat(receiver.messages()).extracting(message -> message.json().getInt("event_id")).doesNotHaveDuplicates();

            write(EVENTS);
            await().atMost(PATIENCE).until(() -> receiver.messages().size() >= EVENTS + 30);
            first.kill();

            await().atMost(TAKEN_OVER).until(() -> events(receiver.messages()) == 2 * EVENTS);
            // What had arrived, but was not noted when the node died, comes once more.
            await().atMost(TAKEN_OVER)
                    .until(() -> database.value("select count(*) from webhook_delivery where status <> 'DELIVERED'").equals("0"));
        }
    }

    private static long events(List<Message> messages) {
        return messages.stream().map(Message::id).distinct().count();
    }

    private static void write(int count) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("insert into event (account_id, kind, item, noted_at) select a.id, 'SNAPSHOT',"
                    + " '{\"id\":1,\"status\":\"completed\"}', now() at time zone 'UTC' from account a, generate_series(1, "
                    + count + ") where a.email = 'demo@example.com'");
        }
    }
}
