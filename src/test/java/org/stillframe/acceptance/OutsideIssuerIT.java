package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Tokens of an OpenID Connect provider, played by a server on the loopback interface that publishes its keys. */
class OutsideIssuerIT {
    private static final String ISSUER = "https://login.example.com";
    private static final String ME = "/api/v1/account/me/";
    private static final String SERVERS = "/api/v1/servers/";
    private static final String RS256 = "SHA256withRSA";
    private static final Map<String, KeyPair> PUBLISHED = new LinkedHashMap<>();
    private static final KeyPair UNKNOWN = TokenForger.rsa();

    private static HttpServer provider;
    private static Service service;

    @BeforeAll
    static void start() throws IOException {
        PUBLISHED.put("first", TokenForger.rsa());
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.createContext("/keys", exchange -> {
            byte[] body = keySet().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        provider.start();
        service = Service.fresh("outside", Map.of(
                "MP_JWT_VERIFY_PUBLICKEY_LOCATION", "http://127.0.0.1:" + provider.getAddress().getPort() + "/keys",
                "STILLFRAME_OUTSIDE_ISSUER", ISSUER,
                "STILLFRAME_OUTSIDE_AUDIENCE", "snapshots",
                "STILLFRAME_KEYS_ROTATION", "PT5S"));
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            service.close();
        }
        if (provider != null) {
            provider.stop(0);
        }
    }

    private static synchronized String keySet() {
        JsonArrayBuilder keys = Json.createArrayBuilder();
        PUBLISHED.forEach((id, pair) -> keys.add(Json.createObjectBuilder()
                .add("kty", "RSA")
                .add("use", "sig")
                .add("alg", "RS256")
                .add("kid", id)
                .add("n", TokenForger.encode(unsigned(((RSAPublicKey) pair.getPublic()).getModulus().toByteArray())))
                .add("e", TokenForger.encode(((RSAPublicKey) pair.getPublic()).getPublicExponent().toByteArray()))));
        return Json.createObjectBuilder().add("keys", keys).build().toString();
    }

    private static byte[] unsigned(byte[] number) {
        return number[0] == 0 ? java.util.Arrays.copyOfRange(number, 1, number.length) : number;
    }

    @Test
    void itsTokenSpeaksForTheAccountThatItNamesWithTheScopesThatItNames() {
        ApiClient client = client(sign("first", claims("demo@example.com", "snapshots:read servers:read openid other")));

        JsonObject me = client.get(ME).expect(200).json();
        assertThat(me.getJsonObject("account").getString("email")).isEqualTo("demo@example.com");
        assertThat(me.getJsonObject("token").getJsonArray("permissions").toString()).isEqualTo("[\"snapshots:read\",\"servers:read\"]");
        assertThat(client.get(SERVERS).expect(200).results()).hasSize(1);
        assertThat(client.get(ME).header("RateLimit-Remaining")).isNotNull();
        client.create(service.serverId(), "outside").expectProblem(403, "permission_denied");
        ApiClient writer = client(sign("first", claims("demo@example.com", "snapshots:write snapshots:read")));
        writer.end(writer.create(service.serverId(), "outside").expect(201));
        client(sign("first", claims("other@example.com", "servers:read"))).get(SERVERS + service.serverId() + "/").expectProblem(404, "not_found");
        service.owner().get(SERVERS).expect(200);
    }

    @Test
    void aListOfScopesIsReadTooAndAdminIsForAccountsThatMayLogInToThePages() {
        JsonObjectBuilder list = claims("demo@example.com", "").add("scope", Json.createArrayBuilder(List.of("servers:read", "admin")));
        ApiClient demo = client(sign("first", list));
        demo.get(SERVERS).expect(200);
        demo.get("/api/v1/hosts/").expectProblem(403, "permission_denied");
        client(sign("first", claims("admin@example.com", "admin"))).get("/api/v1/hosts/").expect(200);
        client(sign("first", claims("demo@example.com", "").remove("scope"))).get(SERVERS).expectProblem(403, "permission_denied");
    }

    @Test
    void aKeyThatIsNewThereIsFetched() {
        synchronized (OutsideIssuerIT.class) {
            PUBLISHED.put("second", TokenForger.rsa());
        }
        ApiClient client = client(sign("second", claims("demo@example.com", "servers:read")));
        // jose4j asks an issuer no more often than every 300 ms, so that nobody can have it asked for each token that he invents.
        await().atMost(Duration.ofSeconds(5)).until(() -> client.get(SERVERS).status() == 200);
    }

    @Test
    void anIdentityThatWasRevokedIsOutWhateverItsIssuerSays() {
        Tenant tenant = Tenant.join(service);
        ApiClient client = client(sign("first", claims(tenant.email(), "servers:read")));
        client.get(SERVERS).expect(200);
        JsonObject row = service.admin().get(Tenant.TOKENS + "?account=" + tenant.email()).results().get(0);
        assertThat(row.getString("name")).isEqualTo("outside: " + ISSUER);

        service.admin().delete(Tenant.TOKENS + row.getInt("id") + "/").expect(204);

        client.get(SERVERS).expectProblem(401, "authentication_failed");
        client(sign("first", claims(tenant.email(), "servers:read snapshots:read"))).get(SERVERS).expectProblem(401, "authentication_failed");
        Tenant disabled = Tenant.join(service);
        disabled.disable(true);
        client(sign("first", claims(disabled.email(), "servers:read"))).get(SERVERS).expectProblem(401, "authentication_failed");
    }

    /** Looked at once a minute, and first some ten seconds after the start. */
    @Test
    void aKeyOfOurOwnThatIsTooOldIsReplacedByTheServiceItself() {
        await().atMost(Duration.ofSeconds(100))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> !service.admin().get("/api/v1/audit/?action=signing_key.created").expect(200).results().isEmpty());

        JsonObject made = service.admin().get("/api/v1/audit/?action=signing_key.created").results().get(0);
        assertThat(made.isNull("account")).isTrue();
        String newest = service.admin().get("/api/v1/signing-keys/").results().get(0).getString("id");
        assertThat(made.getString("subject")).endsWith(newest);
        ApiClient fresh = Tenant.join(service).client(Tenant.ALL);
        assertThat(TokenForger.part(fresh.token(), 0).getString("kid")).isEqualTo(newest);
        fresh.get(SERVERS).expect(200);
        service.owner().get(SERVERS).expect(200);
    }

    @TestFactory
    Stream<DynamicTest> whatIsNoTokenOfThatIssuerForUsIsRefused() {
        long now = Instant.now().getEpochSecond();
        String email = "demo@example.com";
        Map<String, String> attacks = new LinkedHashMap<>();
        attacks.put("another key under a known kid", sign("first", claims(email, "servers:read"), UNKNOWN, "RS256", RS256));
        attacks.put("an unknown kid", sign("third", claims(email, "servers:read"), UNKNOWN, "RS256", RS256));
        attacks.put("another issuer", sign("first", claims(email, "servers:read").add("iss", "https://elsewhere.example.com")));
        attacks.put("our own issuer", sign("first", claims(email, "servers:read").add("iss", "stillframe").add("aud", "stillframe")));
        attacks.put("another audience", sign("first", claims(email, "servers:read").add("aud", "stillframe")));
        attacks.put("no audience", sign("first", claims(email, "servers:read").remove("aud")));
        attacks.put("expired", sign("first", claims(email, "servers:read").add("exp", now - 1)));
        attacks.put("no expiry", sign("first", claims(email, "servers:read").remove("exp")));
        attacks.put("not valid yet", sign("first", claims(email, "servers:read").add("nbf", now + 3600)));
        attacks.put("no subject", sign("first", claims(email, "servers:read").remove("sub")));
        attacks.put("no email", sign("first", claims(email, "servers:read").remove("email")));
        attacks.put("an email that is none", sign("first", claims(email, "servers:read").add("email", 1)));
        attacks.put("an unknown account", sign("first", claims("nobody@example.com", "servers:read")));
        attacks.put("an email that was not verified", sign("first", claims(email, "servers:read").add("email_verified", false)));
        attacks.put("an email that was not verified, as text", sign("first", claims(email, "servers:read").add("email_verified", "false")));
        attacks.put("RS512", sign("first", claims(email, "servers:read"), PUBLISHED.get("first"), "RS512", "SHA512withRSA"));
        attacks.put("HS256 by the public key", TokenForger.authenticate("{\"alg\":\"HS256\",\"kid\":\"first\"}",
                claims(email, "servers:read").build().toString(), PUBLISHED.get("first").getPublic().getEncoded()));
        attacks.put("alg none", TokenForger.encode("{\"alg\":\"none\",\"kid\":\"first\"}") + "."
                + TokenForger.encode(claims(email, "servers:read").build().toString()) + ".");
        return attacks.entrySet().stream().map(attack -> DynamicTest.dynamicTest(attack.getKey(),
                () -> client(attack.getValue()).get(SERVERS).expectProblem(401, "authentication_failed")));
    }

    private static JsonObjectBuilder claims(String email, String scope) {
        return Json.createObjectBuilder()
                .add("iss", ISSUER)
                .add("aud", "snapshots")
                .add("sub", "user of " + email)
                .add("exp", Instant.now().getEpochSecond() + 600)
                .add("email", email)
                .add("scope", scope);
    }

    private static String sign(String kid, JsonObjectBuilder claims) {
        return sign(kid, claims, PUBLISHED.get(kid), "RS256", RS256);
    }

    private static String sign(String kid, JsonObjectBuilder claims, KeyPair pair, String algorithm, String signature) {
        String header = Json.createObjectBuilder().add("alg", algorithm).add("kid", kid).build().toString();
        return TokenForger.sign(header, claims.build().toString(), pair.getPrivate(), signature);
    }

    private static ApiClient client(String token) {
        return new ApiClient(service.nobody().url(), token);
    }
}
