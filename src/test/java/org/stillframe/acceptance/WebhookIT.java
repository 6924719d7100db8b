package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stillframe.acceptance.Receiver.Message;

/** An account's events arrive at its webhooks, signed, and at least once. */
class WebhookIT {
    private static final String WEBHOOKS = "/api/v1/webhooks/";
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration TAKEN_OVER = Duration.ofSeconds(150);
    private static final List<String> CREATE =
            List.of("operation.running", "snapshot.in_progress", "snapshot.completed", "operation.succeeded");

    private static Service service;
    private final List<String> made = new ArrayList<>();
    private Receiver receiver;

    @BeforeAll
    static void start() throws IOException {
        service = Service.fresh(
                "webhooks",
                Map.of(
                        "STILLFRAME_WEBHOOK_INTERNAL", "127.0.0.0/8",
                        "STILLFRAME_WEBHOOK_FIRST_PAUSE", "PT0.5S",
                        "STILLFRAME_WEBHOOK_RETRY", "PT5S",
                        "STILLFRAME_WEBHOOK_GIVE_UP", "PT12S"));
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            service.close();
        }
    }

    @BeforeEach
    void begin() throws IOException {
        service.reset();
        receiver = new Receiver();
    }

    @AfterEach
    void end() {
        made.forEach(path -> service.owner().delete(path));
        receiver.close();
    }

    private JsonObject register(String... events) {
        var body = Json.createObjectBuilder().add("url", receiver.url());
        if (events.length > 0) {
            body.add("events", Json.createArrayBuilder(List.of(events)));
        }
        Answer answer = service.owner().post(WEBHOOKS, body.build().toString()).expect(201);
        made.add(answer.header("Location"));
        return answer.json();
    }

    private String path() {
        return made.get(made.size() - 1);
    }

    private List<JsonObject> deliveries(String query) {
        return service.owner().get(path() + "deliveries/" + query).expect(200).results();
    }

    private void create(String name) {
        service.owner().createAndWait(service.serverId(), name);
    }

    @Test
    void eventsArriveSignedWithTheSecretThatWasShownOnce() {
        JsonObject webhook = register();
        assertThat(webhook.keySet())
                .containsExactly("id", "url", "description", "events", "enabled", "disabled_reason", "failing_since", "created_at", "secret");
        JsonObject shown = service.owner().get(path()).expect(200).json();
        assertThat(shown.keySet()).doesNotContain("secret");
        assertThat(service.owner().get(WEBHOOKS).expect(200).results()).containsExactly(shown);

        create("told");

        await().atMost(PATIENCE).until(() -> receiver.messages().size() >= 4);
        assertThat(receiver.taken()).isEqualTo(CREATE);
        for (Message message : receiver.messages()) {
            assertThat(message.isSignedWith(webhook.getString("secret"))).isTrue();
            assertThat(message.isSignedWith("whsec_AAAA")).isFalse();
            assertThat(message.json().keySet()).containsExactly("type", "timestamp", "event_id", "data");
        }
        assertThat(receiver.messages()).extracting(Message::id).doesNotHaveDuplicates();
        await().atMost(PATIENCE).until(() -> deliveries("?status=delivered").size() == 4);
        JsonObject newest = deliveries("").get(0);
        assertThat(newest.getString("type")).isEqualTo("operation.succeeded");
        assertThat(newest.getInt("answer")).isEqualTo(204);
        assertThat(newest.getInt("attempts")).isEqualTo(1);
        assertThat(newest.get("error")).isEqualTo(JsonValue.NULL);
        Answer page = service.owner().get(path() + "deliveries/?page_size=3").expect(200);
        assertThat(page.json().getInt("count")).isEqualTo(4);
        assertThat(page.json().getJsonArray("results")).hasSize(3);
        assertThat(page.header("Link")).contains("rel=\"next\"");
    }

    @Test
    void onlyWhatIsWantedIsSentAndNothingWhileItIsDisabled() {
        register("snapshot");
        create("first");
        await().atMost(PATIENCE).until(() -> receiver.messages().size() >= 2);
        assertThat(service.owner().patch(path(), "{\"enabled\": false}").expect(200).json().getString("disabled_reason"))
                .isEqualTo("owner");
        create("unheard");
        assertThat(service.owner().patch(path(), "{\"enabled\": true, \"events\": [\"operation\"]}").expect(200).json().getBoolean("enabled"))
                .isTrue();
        create("heard");

        await().atMost(PATIENCE).until(() -> receiver.taken().contains("operation.succeeded"));
        assertThat(receiver.taken())
                .containsExactly("snapshot.in_progress", "snapshot.completed", "operation.running", "operation.succeeded");
    }

    @Test
    void whatFailsIsTriedAgainUnderTheSameId() {
        AtomicInteger calls = new AtomicInteger();
        receiver.answers(() -> calls.incrementAndGet() <= 2 ? 500 : 200);
        register("snapshot");
        create("retried");

        await().atMost(PATIENCE).until(() -> receiver.taken().size() == 2);
        await().atMost(PATIENCE).until(() -> deliveries("?status=delivered").size() == 2);
        Message refused = receiver.messages().get(0);
        assertThat(receiver.messages()).anyMatch(message -> message.answered() == 200 && message.id().equals(refused.id()));
        assertThat(deliveries("").stream().mapToInt(delivery -> delivery.getInt("attempts")).sum()).isEqualTo(4);
        assertThat(service.owner().get(path()).json().get("failing_since")).isEqualTo(JsonValue.NULL);
    }

    @Test
    void whatFailedForGoodCanBeSentAgainAndAReceiverThatFailsForLongIsGivenUp() {
        receiver.answers(() -> 503);
        register("snapshot");
        create("lost");
        await().atMost(PATIENCE).until(() -> deliveries("?status=failed").size() == 2);
        JsonObject failed = deliveries("").get(0);
        assertThat(failed.getString("error")).isEqualTo("The receiver answered 503.");
        assertThat(failed.get("next_attempt_at")).isEqualTo(JsonValue.NULL);
        String redeliver = path() + "deliveries/" + failed.getInt("id") + "/redeliver/";
        receiver.answers(() -> 200);

        assertThat(service.owner().post(redeliver).expect(202).json().getString("status")).isEqualTo("pending");

        await().atMost(PATIENCE).until(() -> receiver.taken().size() == 1);
        assertThat(receiver.messages().get(receiver.messages().size() - 1).id()).isEqualTo(failed.getString("webhook_id"));
        receiver.answers(() -> 503);
        for (int i = 0; service.owner().get(path()).json().getBoolean("enabled"); i++) {
            assertThat(i).isLessThan(60);
            service.owner().post(redeliver);
            await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
        }
        JsonObject disabled = service.owner().get(path()).expect(200).json();
        assertThat(disabled.getString("disabled_reason")).isEqualTo("failing");
        assertThat(disabled.getString("failing_since")).isNotBlank();
        service.owner().post(redeliver).expectProblem(409, "webhook_disabled");
        assertThat(deliveries("?status=pending")).isEmpty();
        receiver.answers(() -> 200);
        service.owner().patch(path(), "{\"enabled\": true}").expect(200);
        service.owner().post(redeliver).expect(202);
        await().atMost(PATIENCE).until(() -> receiver.taken().size() == 2);
    }

    @Test
    void whoSaysThatItIsGoneIsCalledNoMore() {
        receiver.answers(() -> 410);
        register("snapshot");
        create("gone");

        await().atMost(PATIENCE).until(() -> !service.owner().get(path()).json().getBoolean("enabled"));
        assertThat(deliveries("?status=pending")).isEmpty();
    }

    /** One that was being sent as the service was killed is sent again when its lease has run out. */
    @Test
    void nothingIsLostWhenTheServiceIsKilled() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        receiver.answers(() -> {
            if (calls.incrementAndGet() == 1) {
                service.kill();
            }
            return 503;
        });
        JsonObject webhook = register("snapshot");
        service.owner().create(service.serverId(), "killed").expect(201);
        await().atMost(PATIENCE).until(() -> !service.isAlive());
        String first = receiver.messages().get(0).id();
        receiver.answers(() -> 200);

        service.start();

        await().atMost(TAKEN_OVER).until(() -> receiver.taken().size() >= 2);
        assertThat(receiver.taken()).containsExactly("snapshot.in_progress", "snapshot.completed");
        assertThat(receiver.messages()).filteredOn(message -> message.id().equals(first)).hasSizeGreaterThan(1);
        assertThat(receiver.messages()).allMatch(message -> message.isSignedWith(webhook.getString("secret")));
    }

    @Test
    void theSameRequestSentAgainMakesNoSecondAndShowsTheSameSecret() {
        String body = "{\"url\": \"" + receiver.url() + "\"}";
        String[] headers = {"Content-Type", "application/json", "Idempotency-Key", "webhook-" + System.nanoTime()};
        Answer first = service.owner().send("POST", WEBHOOKS, BodyPublishers.ofString(body), headers).expect(201);
        made.add(first.header("Location"));

        Answer second = service.owner().send("POST", WEBHOOKS, BodyPublishers.ofString(body), headers).expect(201);

        assertThat(second.json()).isEqualTo(first.json());
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(service.owner().get(WEBHOOKS).results()).hasSize(1);
    }

    @Test
    void whatIsWrongIsToldAndWhatIsAnothersIsNotThere() {
        for (String url : List.of("https://10.0.0.1/", "http://169.254.169.254/", "https://[::1]/", "ftp://example.com/", "https://u:p@example.com")) {
            JsonObject problem = service.owner().post(WEBHOOKS, "{\"url\": \"" + url + "\"}").expectProblem(400, "invalid").json();
            assertThat(problem.getJsonObject("errors").keySet()).containsExactly("url");
        }
        register();
        for (ApiClient stranger : List.of(service.other())) {
            stranger.get(path()).expectProblem(404, "not_found");
            stranger.patch(path(), "{\"enabled\": false}").expectProblem(404, "not_found");
            stranger.delete(path()).expectProblem(404, "not_found");
            stranger.get(path() + "deliveries/").expectProblem(404, "not_found");
            stranger.post(path() + "deliveries/1/redeliver/").expectProblem(404, "not_found");
            assertThat(stranger.get(WEBHOOKS).expect(200).results()).isEmpty();
        }
        service.owner().post(path() + "deliveries/999999/redeliver/").expectProblem(404, "not_found");
        service.nobody().get(WEBHOOKS).expectProblem(401, "authentication_failed");
        ApiClient reader = new Tenant(service, 0, "demo@example.com").client(List.of("snapshots:read"));
        reader.get(path()).expect(200);
        reader.delete(path()).expectProblem(403, "permission_denied");
        ApiClient writer = new Tenant(service, 0, "demo@example.com").client(List.of("snapshots:read", "snapshots:write"));
        writer.post(WEBHOOKS, "{\"url\": \"https://example.com/\", \"events\": [\"server\"]}").expectProblem(400, "invalid");
        for (int i = 1; i < 10; i++) {
            register();
        }
        service.owner().post(WEBHOOKS, "{\"url\": \"" + receiver.url() + "\"}").expectProblem(409, "webhook_limit_reached");
        service.owner().delete(path()).expect(204);
        service.owner().get(path()).expectProblem(404, "not_found");
    }
}
