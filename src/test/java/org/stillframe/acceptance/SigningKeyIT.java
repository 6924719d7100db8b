package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.stillframe.acceptance.Tenant.TOKENS;

import jakarta.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.stillframe.Postgres;

/** Two nodes on one PostgreSQL: signing keys change while clients work, and nobody is refused who should not be. */
class SigningKeyIT {
    private static final String KEYS = "/api/v1/signing-keys/";
    private static final String PUBLISHED = "/.well-known/jwks.json";
    private static final String SERVERS = "/api/v1/servers/";

    private static Postgres database;
    private static Service first;
    private static Service second;

    @BeforeAll
    static void start() throws Exception {
        database = Postgres.start();
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.put("STILLFRAME_RATE_LIMIT", "0");
        first = Service.fresh("keys-first", settings);
        second = first.joinedBy("keys-second", Map.of());
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable part : new AutoCloseable[] {second, first, database}) {
            if (part != null) {
                part.close();
            }
        }
    }

    @Test
    void keysChangeInTheMiddleOfAStreamOfRequestsAndNoneIsRefused() throws Exception {
        Tenant tenant = Tenant.join(first);
        ApiClient client = tenant.client(Tenant.ALL);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger served = new AtomicInteger();
        List<Answer> refused = new ArrayList<>();
        ExecutorService executor = Executors.newFixedThreadPool(4);
        List<Future<?>> streams = new ArrayList<>();
        for (Service node : List.of(first, second, first, second)) {
            streams.add(executor.submit(() -> {
                while (!stop.get()) {
                    for (String token : List.of(client.token(), newest(tenant, node))) {
                        Answer answer = new ApiClient(other(node).admin().url(), token).get(SERVERS);
                        served.incrementAndGet();
                        if (answer.status() != 200) {
                            synchronized (refused) {
                                refused.add(answer);
                            }
                        }
                    }
                }
            }));
        }
        List<String> made = new ArrayList<>();
        try {
            for (int i = 0; i < 6; i++) {
                Service node = i % 2 == 0 ? first : second;
                made.add(node.admin().post(KEYS, "").expect(201).json().getString("id"));
                Thread.sleep(500);
            }
        } finally {
            stop.set(true);
            executor.shutdown();
        }
        for (Future<?> stream : streams) {
            stream.get();
        }

        assertThat(refused).isEmpty();
        assertThat(served.get()).isGreaterThan(50);
        List<JsonObject> keys = second.admin().get(KEYS).expect(200).results();
        assertThat(keys).extracting(key -> key.getString("id")).containsAll(made);
        assertThat(keys.get(0).getString("id")).isEqualTo(made.get(5));
        assertThat(keys).extracting(key -> key.getBoolean("signs")).containsOnlyOnce(true).first().isEqualTo(true);
        assertThat(TokenForger.part(newest(tenant, second), 0).getString("kid")).isEqualTo(made.get(5));
        System.out.println("Served while six keys were made: " + served + ", refused: " + refused.size());
    }

    @Test
    void aRetiredKeysTokensAreOutOnEveryNodeWithinFiveSecondsAndAllOthersStayIn() {
        // The admin's token of all other tests is signed with an older key.
        first.admin().post(KEYS, "").expect(201);
        Tenant tenant = Tenant.join(first);
        ApiClient before = tenant.client(Tenant.ALL);
        String old = TokenForger.part(before.token(), 0).getString("kid");
        String path = KEYS + old + "/";
        assertThat(first.admin().get(path).expect(200).json().getInt("tokens")).isPositive();
        first.admin().delete(path).expectProblem(409, "signing_key_in_use");
        first.admin().post(KEYS, "").expect(201);
        String own = KEYS + TokenForger.part(first.admin().token(), 0).getString("kid") + "/";
        first.admin().delete(own).expectProblem(409, "signing_key_in_use");
        ApiClient admin = first.admin();
        ApiClient after = tenant.client(Tenant.ALL);
        ApiClient elsewhere = new ApiClient(second.admin().url(), before.token());
        elsewhere.get(SERVERS).expect(200);
        before.get(SERVERS).expect(200);

        admin.delete(path).expect(204);

        before.get(SERVERS).expectProblem(401, "authentication_failed");
        await().atMost(Duration.ofSeconds(5)).until(() -> elsewhere.get(SERVERS).status() == 401);
        after.get(SERVERS).expect(200);
        admin.delete(path).expectProblem(404, "not_found");
        admin.get(path).expectProblem(404, "not_found");
        assertThat(admin.get(PUBLISHED).body()).doesNotContain(old);
        assertThat(admin.get("/api/v1/audit/?action=signing_key.retired").results().get(0).getString("subject")).endsWith(old);
    }

    @Test
    void thePublicHalvesAreWhatAnybodyChecksATokenWith() throws Exception {
        Tenant tenant = Tenant.join(first);
        String token = tenant.client(Tenant.ALL).token();
        Answer published = second.nobody().get(PUBLISHED).expect(200);

        assertThat(published.header("Content-Type")).startsWith("application/jwk-set+json");
        assertThat(published.header("Cache-Control")).isEqualTo("public, max-age=300");
        assertThat(published.body()).doesNotContain("\"d\"", "\"p\"", "\"q\"", "\"dp\"", "\"dq\"", "\"qi\"", "\"oth\"", "\"k\"");
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmConstraints(new org.jose4j.jwa.AlgorithmConstraints(
                org.jose4j.jwa.AlgorithmConstraints.ConstraintType.PERMIT, AlgorithmIdentifiers.RSA_USING_SHA256));
        signature.setCompactSerialization(token);
        JsonWebKey key = new JsonWebKeySet(published.body()).findJsonWebKey(signature.getKeyIdHeaderValue(), "RSA", "sig", "RS256");
        signature.setKey(key.getKey());
        assertThat(signature.verifySignature()).isTrue();
        assertThat(((RSAPublicKey) (PublicKey) key.getKey()).getModulus().bitLength()).isGreaterThanOrEqualTo(2048);
        second.nobody().send("POST", PUBLISHED, BodyPublishers.noBody()).expect(405);
    }

    @Test
    void neitherADatabaseNorALogHoldsAPrivateKey() throws Exception {
        String stored = database.value("select string_agg(public_key || ' ' || sealed_private_key, ' ') from signing_key");
        // Each PKCS #8 RSA key begins with the same bytes.
        String beginning = Base64.getEncoder().encodeToString(new byte[] {0x30, (byte) 0x82, 0x04}).substring(0, 4);
        for (String value : stored.split(" ")) {
            assertThat(value).satisfiesAnyOf(text -> assertThat(text).startsWith("MIIBIjAN"), text -> assertThat(text).doesNotStartWith(beginning.substring(0, 3)));
        }
        String secret = Files.readString(first.data().resolve("keys/sealing.key")).strip();
        assertThat(stored).doesNotContain(secret);
        assertThat(Files.readString(first.data().resolve("server.log"))).doesNotContain(secret, "PRIVATE KEY");
    }

    private static Service other(Service node) {
        return node == first ? second : first;
    }

    private static String newest(Tenant tenant, Service node) {
        return node.admin().post(TOKENS, Tenant.token("newest", List.of("servers:read"), tenant.email())).expect(201).json().getString("token");
    }
}
