package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.stillframe.EventReader.EVENTS;
import static org.stillframe.acceptance.ApiClient.SNAPSHOTS;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stillframe.EventReader;
import org.stillframe.EventReader.Event;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.simulated.Call;
import org.stillframe.hypervisor.simulated.SimulatedFaults;
import org.stillframe.hypervisor.simulated.SimulatedFaults.Point;

/** Whoever listens hears of each change once, in order, and of nobody else's. */
@ExtendWith(SharedService.class)
class EventApiIT {
    private static final Duration REVOKED = Duration.ofSeconds(5);
    private static final Duration NOTICED = Duration.ofSeconds(60);

    private final Service service;
    private final List<EventReader> readers = new ArrayList<>();

    EventApiIT(Service service) {
        this.service = service;
    }

    private EventReader listen(ApiClient client, String query, String... headers) {
        EventReader reader = EventReader.listen(client.url(), client.token(), query, headers);
        readers.add(reader);
        return reader;
    }

    private EventReader resume(ApiClient client, String lastId) {
        return listen(client, "", "Last-Event-ID", lastId);
    }

    @AfterEach
    void stopListening() {
        readers.forEach(EventReader::close);
    }

    @Test
    void aCreateAndADeleteAreToldStepByStepAsTheItemsAre() {
        EventReader reader = listen(service.owner(), "");

        long id = service.owner().createAndWait(service.serverId(), "told");

        List<Event> events = reader.await(4);
        assertThat(reader.told())
                .containsExactly("operation running", "snapshot in_progress", "snapshot completed", "operation succeeded");
        assertThat(events).extracting(Event::id).isSorted().doesNotHaveDuplicates();
        assertThat(events).extracting(Event::account).containsOnlyNulls();
        JsonObject snapshot = service.owner().get(SNAPSHOTS + id + "/").expect(200).json();
        assertThat(events.get(1).subject()).isEqualTo(Long.toString(id));
        assertThat(events.get(1).data().keySet()).isEqualTo(snapshot.keySet());
        assertThat(events.get(1).data().get("size_mb")).isEqualTo(JsonValue.NULL);
        assertThat(without(events.get(2).data(), "exclusive_mb", "size_mb"))
                .isEqualTo(without(snapshot, "exclusive_mb", "size_mb"));
        assertThat(events.get(3).data())
                .isEqualTo(service.owner().get("/api/v1/operations/" + snapshot.getString("operation") + "/").json());
        assertThat(events.get(0).data().getJsonObject("snapshot").getInt("id")).isEqualTo((int) id);

        service.owner().delete(SNAPSHOTS + id + "/").expect(204);

        reader.await(8);
        assertThat(reader.told().subList(4, 8))
                .containsExactly("snapshot deleted", "operation queued", "operation running", "operation succeeded");
        assertThat(reader.events().get(4).subject()).isEqualTo(Long.toString(id));
    }

    private static JsonObject without(JsonObject item, String... names) {
        var rest = Json.createObjectBuilder(item);
        for (String name : names) {
            rest.remove(name);
        }
        return rest.build();
    }

    @Test
    void whoComesBackGetsExactlyWhatWasMissed() {
        EventReader whole = listen(service.owner(), "");
        EventReader first = listen(service.owner(), "");
        long id = service.owner().createAndWait(service.serverId(), "heard");
        String last = Long.toString(first.await(4).get(1).id());
        first.close();
        service.owner().delete(SNAPSHOTS + id + "/").expect(204);
        service.owner().createAndWait(service.serverId(), "missed");
        int all = whole.await(12).size();

        EventReader second = resume(service.owner(), last);

        assertThat(second.await(all - 2)).isEqualTo(whole.events().subList(2, all));
        service.owner().createAndWait(service.serverId(), "heard-again");
        whole.await(all + 4);
        second.await(all + 2);
        assertThat(second.events()).isEqualTo(whole.events().subList(2, whole.events().size()));
        assertThat(listen(service.owner(), "").events()).as("without an id only what is new").isEmpty();
    }

    @Test
    void whoHadNoEventCanComeBackTooAsTheBeginningTellsThePlace() {
        EventReader idle = listen(service.owner(), "");
        await().until(() -> !idle.lastId().isEmpty());
        idle.close();
        service.owner().createAndWait(service.serverId(), "missed");

        EventReader back = resume(service.owner(), idle.lastId());

        back.await(4);
        assertThat(back.told().get(0)).isEqualTo("operation running");
    }

    @Test
    void aRestoreIsToldWithWhatTheServerDoes() {
        long id = service.owner().createAndWait(service.serverId(), "to-restore");
        EventReader reader = listen(service.owner(), "");

        service.owner().end(service.owner().restore(id).expect(200));

        reader.awaitTold("operation succeeded");
        reader.awaitTold("server stopped");
        assertThat(reader.told()).startsWith("server restoring", "operation running").contains("operation succeeded");
        JsonObject server = reader.events().stream().filter(event -> event.kind().equals("server")).toList().get(1).data();
        assertThat(server).isEqualTo(service.server());
    }

    @Test
    void aServerIsToldWhenItIsAdoptedAndWhenItIsGone() throws IOException {
        EventReader reader = listen(service.other(), "");

        AdoptedDomain domain = AdoptedDomain.define(service, 1).adopt();
        JsonObject server = service.other().get(domain.path()).expect(200).json();
        domain.snapshot("goes-with-it");
        service.admin().end(domain.release());

        reader.awaitTold("server deleted");
        List<Event> servers = reader.events().stream().filter(event -> event.kind().equals("server")).toList();
        assertThat(servers).extracting(Event::status).containsExactly("stopped", "deleted");
        assertThat(servers.get(0).data()).isEqualTo(server);
        assertThat(servers.get(1).subject()).isEqualTo(Long.toString(domain.id()));
        assertThat(reader.told().stream().filter(told -> told.startsWith("snapshot")))
                .containsExactly("snapshot in_progress", "snapshot completed", "snapshot deleted");
    }

    @Test
    void aCreateThatFailsIsToldWithItsReason() throws IOException {
        EventReader reader = listen(service.owner(), "");
        service.suffer(SimulatedFaults.none().fail(Call.CUT, Point.BEFORE, Kind.FAILED));

        service.owner().end(service.owner().create(service.serverId(), "failing").expect(201));

        reader.awaitTold("operation failed");
        reader.awaitTold("snapshot failed");
        for (Event event : reader.events()) {
            if (event.status().equals("failed")) {
                JsonObject reason = event.data().getJsonObject(event.kind().equals("snapshot") ? "failure" : "error");
                assertThat(reason.getString("code")).isEqualTo("hypervisor_failed");
            }
        }
    }

    @Test
    void aCreateThatIsCancelledAtOnceIsToldAsGone() throws IOException {
        EventReader reader = listen(service.owner(), "");
        service.suffer(SimulatedFaults.none().fail(Call.INSPECT, Point.BEFORE, Kind.UNAVAILABLE));
        Answer created = service.owner().create(service.serverId(), "waiting").expect(201);
        reader.awaitTold("operation queued");

        service.owner().post(created.header("Operation-Location") + "cancel/").expect(202);

        reader.awaitTold("operation cancelled");
        assertThat(reader.told())
                .containsSubsequence("operation running", "snapshot in_progress", "operation queued", "operation cancelled")
                .contains("snapshot deleted");
    }

    @Test
    void othersHearNothingAndAdminsHearAllOrOneAccount() {
        EventReader other = listen(service.other(), "");
        EventReader admin = listen(service.admin(), "");
        EventReader one = listen(service.admin(), "?account=demo@example.com");
        EventReader none = listen(service.admin(), "?account=other@example.com");
        EventReader nobody = listen(service.admin(), "?account=nobody@example.com");

        service.owner().createAndWait(service.serverId(), "not-yours");

        admin.await(4);
        one.await(4);
        assertThat(admin.events()).isEqualTo(one.events()).extracting(Event::account).containsOnly("demo@example.com");
        assertThat(other.events()).isEmpty();
        assertThat(none.events()).isEmpty();
        assertThat(nobody.events()).isEmpty();
        EventReader resumed = resume(service.other(), other.lastId());
        await().during(Duration.ofSeconds(1)).until(() -> resumed.events().isEmpty());
    }

    @Test
    void serversAreToldOfOnlyToThoseWhoMayReadServers() {
        Tenant owner = new Tenant(service, 0, "demo@example.com");
        EventReader reader = listen(owner.client(List.of("snapshots:read")), "");

        service.startServer();

        reader.awaitTold("operation succeeded");
        assertThat(reader.events()).extracting(Event::kind).containsOnly("operation");
    }

    @Test
    void whatIsNotKnownAnyMoreIsToldAndTheStreamGoesOn() {
        EventReader reader = resume(service.owner(), Long.toString(Long.MAX_VALUE));

        Event reset = reader.await(1).get(0);

        assertThat(reset.kind()).isEqualTo("reset");
        assertThat(reset.data().getString("last_event_id")).isEqualTo(Long.toString(Long.MAX_VALUE));
        service.owner().createAndWait(service.serverId(), "after-reset");
        reader.await(5);
        assertThat(reader.events().get(1).id()).isGreaterThan(reset.id());
        EventReader again = resume(service.owner(), Long.toString(reset.id()));
        assertThat(again.await(4)).isEqualTo(reader.events().subList(1, 5));
    }

    @Test
    void aCommentComesEveryFifteenSeconds() {
        EventReader reader = listen(service.owner(), "");
        await().atMost(Duration.ofSeconds(5)).until(() -> reader.comments() >= 1);
        int before = reader.comments();

        await().atMost(Duration.ofSeconds(17)).until(() -> reader.comments() > before);
        await().atMost(Duration.ofSeconds(17)).until(() -> reader.comments() > before + 1);
        assertThat(reader.hasEnded()).isFalse();
    }

    @Test
    void theStreamOfARevokedTokenAndOfADisabledAccountEndsWithinFiveSeconds() {
        Tenant tenant = Tenant.join(service);
        ApiClient client = tenant.client(Tenant.ALL);
        EventReader reader = listen(client, "");
        EventReader otherToken = listen(tenant.client(Tenant.ALL), "");

        service.admin().delete(tokenPath(client)).expect(204);

        await().atMost(REVOKED).until(reader::hasEnded);
        assertThat(reader.endedCleanly()).isTrue();
        assertThat(otherToken.hasEnded()).isFalse();
        tenant.disable(true);
        await().atMost(REVOKED).until(otherToken::hasEnded);
    }

    /** The newest of the account is made last; this one is the older. */
    private static String tokenPath(ApiClient client) {
        List<JsonObject> tokens = client.get(Tenant.TOKENS).expect(200).results();
        return Tenant.TOKENS + tokens.get(tokens.size() - 1).getInt("id") + "/";
    }

    @Test
    void aTokenHasTenStreamsAtMostAndOneThatIsClosedMakesRoom() {
        ApiClient client = Tenant.join(service).client(Tenant.ALL);
        for (int i = 0; i < 10; i++) {
            listen(client, "");
        }

        Answer refused = client.get(EVENTS, "Accept", "text/event-stream").expectProblem(429, "too_many_streams");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
        listen(service.other(), "");
        readers.get(0).close();

        await().atMost(NOTICED).pollInterval(Duration.ofSeconds(1)).until(() -> {
            HttpResponse<InputStream> answer = EventReader.connect(client.url(), client.token(), "");
            answer.body().close();
            return answer.statusCode() == 200;
        });
    }

    @Test
    void theAnswerHasTheHeadersOfEveryAnswerAndIsRefusedAlike() {
        HttpResponse<InputStream> answer = listen(service.owner(), "", "X-Request-Id", "mine").answer();

        assertThat(answer.headers().firstValue("X-Request-Id")).contains("mine");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.headers().firstValue("RateLimit-Remaining")).isPresent();
        assertThat(answer.headers().firstValue("Content-Length")).isEmpty();
        String[] accept = {"Accept", "text/event-stream"};
        service.nobody().get(EVENTS, accept).expectProblem(401, "authentication_failed");
        Tenant.join(service).client(List.of("servers:read")).get(EVENTS, accept).expectProblem(403, "permission_denied");
        service.owner().get(EVENTS + "?account=", accept).expectProblem(400, "invalid");
        service.owner().get(EVENTS, "Accept", "application/json").expectProblem(406, "not_acceptable");
        assertThat(service.owner().post(EVENTS).expectProblem(405, "method_not_allowed").header("Allow")).contains("GET");
        for (String id : List.of("-1", "1.0", "abc", "9223372036854775808", "99999999999999999999")) {
            JsonObject problem = service.owner()
                    .get(EVENTS, "Accept", "text/event-stream", "Last-Event-ID", id)
                    .expectProblem(400, "invalid")
                    .json();
            assertThat(problem.getJsonObject("errors").keySet()).containsExactly("Last-Event-ID");
        }
        Answer head = service.owner().send("HEAD", EVENTS, BodyPublishers.noBody(), accept);
        assertThat(head.status()).isEqualTo(200);
    }
}
