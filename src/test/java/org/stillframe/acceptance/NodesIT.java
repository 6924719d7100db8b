package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.stillframe.acceptance.ApiClient.SNAPSHOTS;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stillframe.Postgres;
import org.stillframe.hypervisor.simulated.Call;
import org.stillframe.hypervisor.simulated.SimulatedFaults;
import org.stillframe.hypervisor.simulated.SimulatedFaults.Point;

/** Two nodes on one PostgreSQL and one host, both with the name that a node has by default. */
class NodesIT {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration TAKEN_OVER = Duration.ofSeconds(30);
    private static final Duration SETTLED = Duration.ofSeconds(60);
    private static final List<String> ENDED = List.of("succeeded", "failed", "cancelled");
    private static final int CREATES = 200;

    private static Postgres database;
    private static Service first;
    private static Service second;

    @BeforeAll
    static void start() throws IOException {
        database = Postgres.start();
        Map<String, String> settings = new HashMap<>(database.settings());
        // What two hundred clients send that try again at once is not what a limit is to be seen by.
        settings.put("STILLFRAME_RATE_LIMIT", "0");
        first = Service.fresh("nodes-first", settings);
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
    void bothServe() throws IOException, SQLException {
        if (second == null) {
            joinWhileTheFirstWorks();
        }
        for (Service node : List.of(first, second)) {
            if (!node.isAlive()) {
                node.start();
            }
        }
        first.reset();
        assertThat(second.snapshots()).isEmpty();
    }

    /** A node that comes up under the same name must leave alone what the first works on. */
    private static void joinWhileTheFirstWorks() throws IOException, SQLException {
        first.suffer(SimulatedFaults.none().latency(Call.CUT, Point.BEFORE, LONG));
        Answer working = first.owner().create(first.serverId(), "working").expect(201);
        awaitStep(first, working, "cut");
        String by = database.value("select node from operation where status = 'RUNNING'");

        second = first.joinedBy("nodes-second", Map.of());

        assertThat(database.value("select node from operation where status = 'RUNNING'")).isEqualTo(by).startsWith("node-1/");
        first.heal();
        assertThat(second.owner().end(working).getString("status")).isEqualTo("succeeded");
    }

    @Test
    void aRevokedTokenAndADisabledAccountAreOutOnEveryNodeWithinFiveSeconds() {
        Tenant tenant = Tenant.join(first);
        ApiClient client = tenant.client(Tenant.ALL);
        ApiClient elsewhere = new ApiClient(second.admin().url(), client.token());
        elsewhere.get("/api/v1/servers/").expect(200);

        tenant.disable(true);
        await().atMost(Duration.ofSeconds(5)).until(() -> elsewhere.get("/api/v1/servers/").status() == 401);
        tenant.disable(false);
        elsewhere.get("/api/v1/servers/").expect(200);
        first.admin().delete(Tenant.TOKENS + Tenant.tokenId(client, "of " + tenant.email()) + "/").expect(204);
        await().atMost(Duration.ofSeconds(5)).until(() -> elsewhere.get("/api/v1/servers/").status() == 401);
    }

    @Test
    void aNewTokenIsAnsweredAlikeByEveryNodeAndAnEmailIsTakenOnAll() throws Exception {
        String key = UUID.randomUUID().toString();
        String body = Tenant.token("once", List.of("servers:read"), "other@example.com");

        Answer made = IdempotencyIT.post(first.admin(), Tenant.TOKENS, key, body).expect(201);

        assertThat(IdempotencyIT.post(second.admin(), Tenant.TOKENS, key, body).expect(201).body()).isEqualTo(made.body());
        second.admin().delete(made.header("Location")).expect(204);
        String account = Tenant.account("twice-" + key + "@example.com", "Twice");
        List<Callable<Answer>> creates = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Service node = i % 2 == 0 ? first : second;
            creates.add(() -> node.admin().post(Tenant.ACCOUNTS, account));
        }
        assertThat(atOnce(creates)).extracting(Answer::status).containsOnlyOnce(201).containsOnly(201, 400);
    }

    @Test
    void ofTwoHundredCreatesAtOnceFiveAreAcceptedAndAllOthersAreRefusedByTheLimit() throws Exception {
        List<Callable<Answer>> creates = new ArrayList<>();
        for (int i = 0; i < CREATES; i++) {
            Service node = i % 2 == 0 ? first : second;
            String name = "number-" + i;
            creates.add(() -> untilNotBusy(node, name));
        }

        List<Answer> answers = atOnce(creates);

        List<Answer> accepted = answers.stream().filter(answer -> answer.status() == 201).toList();
        assertThat(accepted).hasSize(5);
        answers.stream()
                .filter(answer -> answer.status() != 201)
                .forEach(answer -> answer.expectProblem(400, "snapshot_limit_reached"));
        accepted.forEach(created -> assertThat(second.owner().end(created).getString("status")).isEqualTo("succeeded"));
        assertThat(second.owner().get(SNAPSHOTS).body()).isEqualTo(first.owner().get(SNAPSHOTS).body());
        assertThat(first.owner().get(SNAPSHOTS).results())
                .hasSize(5)
                .allSatisfy(snapshot -> assertThat(snapshot.getString("status")).isEqualTo("completed"));
    }

    private static Answer untilNotBusy(Service node, String name) throws InterruptedException {
        Answer answer = node.owner().create(node.serverId(), name);
        while (answer.status() == 409 && answer.json().getString("code").equals("server_busy")) {
            Thread.sleep(ThreadLocalRandom.current().nextInt(1_000, 3_000));
            answer = node.owner().create(node.serverId(), name);
        }
        return answer;
    }

    @Test
    void aWaitOnOneNodeEndsWhenTheOtherEndsTheOperation() throws Exception {
        first.suffer(SimulatedFaults.none().latency(Call.CUT, Point.BEFORE, LONG));
        first.startServer();
        Answer created = first.owner().create(first.serverId(), "awaited").expect(201);
        awaitStep(first, created, "cut");
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            Future<Answer> waiting = executor.submit(
                    () -> second.owner().get(created.header("Operation-Location") + "?wait=60").expect(200));
            Thread.sleep(1_000);
            assertThat(waiting.isDone()).isFalse();
            second.owner().create(first.serverId(), "second").expectProblem(409, "server_busy");

            first.heal();

            assertThat(waiting.get().json().getString("status")).isEqualTo("succeeded");
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void noMoreServersOfAHostAreMergedAtOnceThanOneNodeAloneWouldMerge() throws Exception {
        List<Long> lower = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            lower.add(AdoptedDomain.define(first, 1).adopt().twoSnapshots(0).lower());
        }
        first.suffer(SimulatedFaults.none().latency(Call.MERGE, Point.MIDWAY, LONG));
        for (int i = 0; i < lower.size(); i++) {
            (i % 2 == 0 ? first : second).admin().delete(SNAPSHOTS + lower.get(i) + "/").expect(204);
        }

        String merging = "select count(*) from operation where status = 'RUNNING' and kind = 'SNAPSHOT_DELETE'";
        await().until(() -> database.value(merging).equals("2"));
        await().during(Duration.ofSeconds(4)).until(() -> database.value(merging).equals("2"));

        first.heal();
        await().atMost(SETTLED).untilAsserted(() -> assertThat(operations(second))
                .allSatisfy(operation -> assertThat(operation.getString("status")).isEqualTo("succeeded")));
    }

    /** One kill for all, as a start takes long: in a create, a restore, a merge, and in a request that is not accepted yet. */
    @Test
    void whatANodeWorkedOnWhenItWasKilledTheOtherEndsAndRetriesFindIt() throws Exception {
        AdoptedDomain restored = AdoptedDomain.define(second, 1).adopt();
        AdoptedDomain merged = AdoptedDomain.define(second, 1).adopt();
        AdoptedDomain waiting = AdoptedDomain.define(second, 1).adopt();
        restored.write("first");
        long goal = restored.snapshot("goal");
        restored.write("second");
        AdoptedDomain.Pair pair = merged.twoSnapshots(1);
        first.startServer();
        first.writeDisk("kept");
        first.suffer(SimulatedFaults.none()
                .latency(Call.CUT, Point.MIDWAY, LONG)
                .latency(Call.SWITCH_HEADS, Point.MIDWAY, LONG)
                .latency(Call.MERGE, Point.MIDWAY, LONG));
        String key = UUID.randomUUID().toString();
        Answer create = create(first.owner(), first.serverId(), key).expect(201);
        Answer restore = first.admin().restore(goal).expect(200);
        first.admin().delete(SNAPSHOTS + pair.lower() + "/").expect(204);
        awaitStep(first, create, "cut");
        awaitStep(first, restore, "switch-heads");
        await().until(() -> operations(first).stream().anyMatch(operation -> operation.getString("step", "").equals("merge")));
        String unaccepted = UUID.randomUUID().toString();
        ExecutorService client = Executors.newCachedThreadPool();
        try (Connection inTheWay = database.connect()) {
            lockServer(inTheWay, waiting.id());
            client.submit(() -> create(first.admin(), waiting.id(), unaccepted));
            await().until(() -> database.value("select id from idempotency_key where request_key = '" + unaccepted + "'") != null);

            first.kill();

            inTheWay.rollback();
        }
        long killed = System.nanoTime();
        first.heal();
        Future<Answer> late = client.submit(() -> create(second.admin(), waiting.id(), unaccepted));
        Answer retried = create(second.owner(), first.serverId(), key).expect(201);
        assertThat(retried.body()).isEqualTo(create.body());
        assertThat(retried.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(retried.header("Operation-Location")).isEqualTo(create.header("Operation-Location"));
        Answer accepted = late.get().expect(201);
        client.shutdown();
        await().atMost(TAKEN_OVER).pollInterval(Duration.ofMillis(250)).untilAsserted(() -> assertThat(operations(second))
                .allSatisfy(operation -> assertThat(operation.getString("status")).isIn(ENDED)));
        assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(TAKEN_OVER);

        assertThat(operations(second)).allSatisfy(operation -> assertThat(operation.getString("status")).isEqualTo("succeeded"));
        assertThat(second.readDisk()).isEqualTo("kept");
        assertThat(restored.read()).isEqualTo("first");
        assertThat(merged.read()).isEqualTo("second");
        assertThat(merged.chain("vda")).hasSize(2);
        assertThat(second.admin().get(SNAPSHOTS + "?server_id=" + waiting.id()).results())
                .singleElement()
                .satisfies(snapshot -> assertThat(snapshot.getInt("id")).isEqualTo(accepted.json().getInt("id")));
        for (int i = 2; i <= 5; i++) {
            second.owner().createAndWait(second.serverId(), "number-" + i);
        }
        second.owner().create(second.serverId(), "number-6").expectProblem(400, "snapshot_limit_reached");

        first.start();
        assertThat(first.snapshots()).isEqualTo(second.snapshots()).hasSize(5);
        restored.restore(goal);
    }

    /** As if the first node had died between its transaction and its answer. */
    @Test
    void aRetryFindsWhatWasBegunWithoutAnAnswer() throws Exception {
        String key = UUID.randomUUID().toString();
        Answer created = create(first.owner(), first.serverId(), key).expect(201);
        first.owner().end(created);
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("update idempotency_key set status = null, body = null, location = null,"
                            + " claimed_at = claimed_at - interval '10' second where request_key = '" + key + "'"))
                    .isEqualTo(1);
        }

        Answer retried = create(second.owner(), first.serverId(), key).expect(201);

        assertThat(retried.json().getInt("id")).isEqualTo(created.json().getInt("id"));
        assertThat(retried.header("Location")).isEqualTo(created.header("Location"));
        assertThat(retried.header("Operation-Location")).isEqualTo(created.header("Operation-Location"));
        assertThat(second.snapshots()).hasSize(1);
        assertThat(create(first.owner(), first.serverId(), key).body()).isEqualTo(retried.body());
    }

    @Test
    void whileTheDatabaseStandsStillRequestsAreTurnedAwayAndAfterwardsAllWorkEnds() throws Exception {
        AdoptedDomain restored = AdoptedDomain.define(second, 1).adopt();
        restored.write("first");
        long goal = restored.snapshot("goal");
        restored.write("second");
        first.startServer();
        first.writeDisk("kept");
        first.suffer(SimulatedFaults.none()
                .latency(Call.CUT, Point.MIDWAY, LONG)
                .latency(Call.SWITCH_HEADS, Point.MIDWAY, LONG));
        Answer create = first.owner().create(first.serverId(), "frozen").expect(201);
        Answer restore = second.admin().restore(goal).expect(200);
        awaitStep(first, create, "cut");
        awaitStep(second, restore, "switch-heads");

        ExecutorService client = Executors.newSingleThreadExecutor();
        Future<Answer> waiting = client.submit(() -> first.owner().get(create.header("Operation-Location") + "?wait=10"));
        client.shutdown();
        Thread.sleep(1_000);
        database.freeze();
        try {
            first.heal();
            for (Answer turnedAway : atOnce(List.<Callable<Answer>>of(
                    () -> first.owner().get(SNAPSHOTS),
                    () -> second.owner().get(SNAPSHOTS),
                    () -> first.owner().create(first.serverId(), "turned-away"),
                    () -> create(second.owner(), first.serverId(), "turned-away")))) {
                turnedAway.expectProblem(503, "database_unavailable");
                assertThat(turnedAway.header("Retry-After")).isEqualTo("5");
            }
            waiting.get().expectProblem(503, "database_unavailable");
        } finally {
            database.letGoOn();
        }
        database.breakDown();

        await().atMost(SETTLED).pollInterval(Duration.ofSeconds(1)).ignoreExceptions().untilAsserted(() -> assertThat(operations(second))
                .allSatisfy(operation -> assertThat(operation.getString("status")).isIn(ENDED)));
        assertThat(operations(first)).allSatisfy(operation -> assertThat(operation.getString("status")).isEqualTo("succeeded"));
        assertThat(first.readDisk()).isEqualTo("kept");
        assertThat(restored.read()).isEqualTo("first");
        assertThat(first.snapshots()).hasSize(1);
        create(second.owner(), first.serverId(), "turned-away").expect(201);
    }

    private static Answer create(ApiClient client, long server, String key) {
        return IdempotencyIT.post(client, SNAPSHOTS, key, "{\"server_id\": " + server + ", \"name\": \"keyed\"}");
    }

    private static void lockServer(Connection connection, long id) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.executeQuery("select id from server where id = " + id + " for update");
        }
    }

    private static List<JsonObject> operations(Service node) {
        return node.admin().get("/api/v1/operations/").expect(200).results();
    }

    private static void awaitStep(Service node, Answer begun, String step) {
        await().until(() -> node.admin().get(begun.header("Operation-Location")).json().getString("step", "").equals(step));
    }

    private static <T> List<T> atOnce(List<Callable<T>> calls) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(calls.size());
        try {
            List<T> results = Collections.synchronizedList(new ArrayList<>());
            for (Future<T> call : executor.invokeAll(calls)) {
                results.add(call.get());
            }
            return results;
        } finally {
            executor.shutdownNow();
        }
    }
}
