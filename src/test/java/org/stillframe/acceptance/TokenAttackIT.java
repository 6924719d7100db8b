package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stillframe.acceptance.TokenForger.authenticate;
import static org.stillframe.acceptance.TokenForger.change;
import static org.stillframe.acceptance.TokenForger.encode;
import static org.stillframe.acceptance.TokenForger.sign;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every way of getting in with a token that is not ours, one by one. The service signs with a key that the test knows too. */
class TokenAttackIT {
    private static final String SERVERS = "/api/v1/servers/";
    private static final String RS256 = "SHA256withRSA";
    private static final KeyPair OURS = TokenForger.rsa();
    private static final KeyPair THEIRS = TokenForger.rsa();

    private static Service service;
    private static String good;
    private static JsonObject header;
    private static JsonObject claims;

    @BeforeAll
    static void start() throws IOException {
        service = Service.fresh("attacked", Map.of("STILLFRAME_KEYS_ROTATION", "PT0S"), Map.of("keys/token-signing.pem", TokenForger.pem(OURS)));
        good = service.owner().token();
        header = TokenForger.part(good, 0);
        claims = TokenForger.part(good, 1);
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            service.close();
        }
    }

    /** Without this all attacks could fail for a reason of their own. */
    @Test
    void aTokenThatIsForgedWithTheRightKeyAndClaimsIsTaken() {
        show(sign(header.toString(), claims.toString(), OURS.getPrivate(), RS256)).expect(200);
        assertThat(claims.keySet()).contains("iss", "aud", "exp", "iat", "jti", "sub", "upn", "groups");
        assertThat(header.keySet()).containsExactlyInAnyOrder("alg", "typ", "kid");
    }

    @TestFactory
    Stream<DynamicTest> everyForgedTokenIsRefused() {
        return tokens().entrySet().stream().map(attack -> DynamicTest.dynamicTest(attack.getKey(), () -> {
            Answer answer = show(attack.getValue()).expectProblem(401, "authentication_failed");
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
            assertThat(answer.json().getString("detail")).as("says nothing of what was wrong").isEqualTo(
                    "The bearer token is not valid. Check that it is whole and has not expired.");
        }));
    }

    private static Map<String, String> tokens() {
        Map<String, String> attacks = new LinkedHashMap<>();
        String payload = claims.toString();
        for (String none : List.of("none", "None", "nOnE", "NONE")) {
            String unsigned = encode(header("alg", none)) + "." + encode(payload);
            attacks.put("alg " + none + ", no signature", unsigned + ".");
            attacks.put("alg " + none + ", our signature", unsigned + "." + good.split("\\.")[2]);
            attacks.put("alg " + none + ", two parts", unsigned);
        }
        attacks.put("no alg", sign(change(header).remove("alg").build().toString(), payload, OURS.getPrivate(), RS256));
        String symmetric = header("alg", "HS256");
        attacks.put("HS256 by the public key in DER", authenticate(symmetric, payload, OURS.getPublic().getEncoded()));
        attacks.put("HS256 by the public key in PEM", authenticate(symmetric, payload, ascii(TokenForger.publicPem(OURS))));
        attacks.put("HS256 by the public key in PEM, stripped", authenticate(symmetric, payload, ascii(TokenForger.publicPem(OURS).strip())));
        attacks.put("HS256 by the modulus", authenticate(symmetric, payload, ((RSAPublicKey) OURS.getPublic()).getModulus().toByteArray()));
        attacks.put("HS256 by the key's id", authenticate(symmetric, payload, ascii(header.getString("kid"))));
        attacks.put("RS384 by our key", sign(header("alg", "RS384"), payload, OURS.getPrivate(), "SHA384withRSA"));
        attacks.put("RS512 by our key", sign(header("alg", "RS512"), payload, OURS.getPrivate(), "SHA512withRSA"));
        attacks.put("PS256 by our key", sign(header("alg", "PS256"), payload, OURS.getPrivate(), "RSASSA-PSS"));
        attacks.put("RS256 told, PS256 done", sign(header.toString(), payload, OURS.getPrivate(), "RSASSA-PSS"));
        attacks.put("rs256 in lower case", sign(header("alg", "rs256"), payload, OURS.getPrivate(), RS256));
        attacks.put("ES256", sign(header("alg", "ES256"), payload, TokenForger.elliptic().getPrivate(), "SHA256withECDSAinP1363Format"));
        attacks.put("ES256 of zeros", encode(header("alg", "ES256")) + "." + encode(payload) + "." + encode(new byte[64]));
        attacks.put("another RSA key", sign(header.toString(), payload, THEIRS.getPrivate(), RS256));
        keys(attacks, payload);
        claims(attacks);
        damaged(attacks);
        return attacks;
    }

    private static void keys(Map<String, String> attacks, String payload) {
        for (String kid : List.of("unknown", "", "../../../../etc/passwd", "keys/token-signing.pem", "/etc/hostname", "\u0000",
                "' or '1'='1", "*", "%", "x".repeat(3000), "A".repeat(43))) {
            String shown = kid.length() > 50 ? kid.substring(0, 5) + "… of " + kid.length() : kid.replace("\u0000", "NUL");
            attacks.put("kid " + shown + ", another key", sign(header("kid", kid), payload, THEIRS.getPrivate(), RS256));
            attacks.put("kid " + shown + ", our key", sign(header("kid", kid), payload, OURS.getPrivate(), RS256));
        }
        attacks.put("no kid", sign(change(header).remove("kid").build().toString(), payload, OURS.getPrivate(), RS256));
        for (JsonValue kid : List.of(JsonValue.NULL, JsonValue.TRUE, Json.createValue(1), JsonValue.EMPTY_JSON_ARRAY, JsonValue.EMPTY_JSON_OBJECT)) {
            attacks.put("kid as JSON " + kid, sign(change(header).add("kid", kid).build().toString(), payload, THEIRS.getPrivate(), RS256));
        }
        RSAPublicKey theirs = (RSAPublicKey) THEIRS.getPublic();
        JsonObject embedded = Json.createObjectBuilder()
                .add("kty", "RSA")
                .add("kid", header.getString("kid"))
                .add("n", encode(theirs.getModulus().toByteArray()))
                .add("e", "AQAB")
                .build();
        attacks.put("a key of their own in jwk", theirs(change(header).add("jwk", embedded)));
        attacks.put("a key of their own in jwk, no kid", theirs(change(header).remove("kid").add("jwk", embedded)));
        for (String member : List.of("jku", "x5u")) {
            attacks.put("an address in " + member, theirs(change(header).add(member, "http://127.0.0.1:9/keys.json")));
        }
        attacks.put("a certificate in x5c", theirs(change(header).add("x5c", Json.createArrayBuilder().add("MIIB"))));
        attacks.put("an unknown critical member", sign(
                change(header).add("crit", Json.createArrayBuilder().add("exp")).add("exp", 1).build().toString(),
                payload, OURS.getPrivate(), RS256));
        attacks.put("a payload that is not encoded (b64)", sign(
                change(header).add("crit", Json.createArrayBuilder().add("b64")).add("b64", false).build().toString(),
                payload, OURS.getPrivate(), RS256));
    }

    private static void claims(Map<String, String> attacks) {
        long now = Instant.now().getEpochSecond();
        attacks.put("expired a second ago", ours(change(claims).add("exp", now - 1)));
        attacks.put("expired long ago", ours(change(claims).add("exp", 1)));
        attacks.put("exp below zero", ours(change(claims).add("exp", -1)));
        attacks.put("exp as text", ours(change(claims).add("exp", "never")));
        attacks.put("exp null", ours(change(claims).addNull("exp")));
        attacks.put("not valid before tomorrow", ours(change(claims).add("nbf", now + 86_400)));
        for (String missing : List.of("exp", "jti", "sub", "iss", "aud")) {
            attacks.put("no " + missing, ours(change(claims).remove(missing)));
        }
        attacks.put("another issuer", ours(change(claims).add("iss", "https://elsewhere.example.com")));
        attacks.put("issuer in capitals", ours(change(claims).add("iss", "STILLFRAME")));
        attacks.put("another audience", ours(change(claims).add("aud", "elsewhere")));
        attacks.put("no audience in the list", ours(change(claims).add("aud", Json.createArrayBuilder())));
        attacks.put("audience that begins with ours", ours(change(claims).add("aud", "stillframe.example.com")));
        attacks.put("an unknown jti", ours(change(claims).add("jti", "00000000-0000-0000-0000-000000000000")));
        attacks.put("jti as a number", ours(change(claims).add("jti", 1)));
        attacks.put("jti with a NUL", ours(change(claims).add("jti", "\u0000")));
        attacks.put("jti of 4,000 characters", ours(change(claims).add("jti", "j".repeat(4000))));
        String text = claims.toString();
        attacks.put("jti twice", sign(header.toString(), "{\"jti\":\"x\"," + text.substring(1), OURS.getPrivate(), RS256));
        attacks.put("exp twice", sign(header.toString(), "{\"exp\":1," + text.substring(1), OURS.getPrivate(), RS256));
        attacks.put("groups twice", sign(header.toString(), "{\"groups\":[\"admin\"]," + text.substring(1), OURS.getPrivate(), RS256));
        attacks.put("alg twice", sign("{\"alg\":\"none\"," + header.toString().substring(1), text, OURS.getPrivate(), RS256));
        attacks.put("a payload that is no object", sign(header.toString(), "[]", OURS.getPrivate(), RS256));
        attacks.put("a payload that is no JSON", sign(header.toString(), "{", OURS.getPrivate(), RS256));
        attacks.put("revoked", revoked());
        attacks.put("of a disabled account", disabled());
    }

    private static void damaged(Map<String, String> attacks) {
        String[] parts = good.split("\\.");
        String other = change(claims).add("groups", Json.createArrayBuilder().add("admin")).build().toString();
        attacks.put("payload of another scope, our signature", parts[0] + "." + encode(other) + "." + parts[2]);
        attacks.put("payload with one character changed", parts[0] + "." + flip(parts[1]) + "." + parts[2]);
        attacks.put("header with a member more", encode(change(header).add("x", 1).build().toString()) + "." + parts[1] + "." + parts[2]);
        attacks.put("signature with one character changed", parts[0] + "." + parts[1] + "." + flip(parts[2]));
        attacks.put("signature without its end", good.substring(0, good.length() - 1));
        attacks.put("half of the signature", good.substring(0, good.length() - parts[2].length() / 2));
        attacks.put("no signature", parts[0] + "." + parts[1] + ".");
        attacks.put("two parts", parts[0] + "." + parts[1]);
        attacks.put("four parts", good + ".AAAA");
        attacks.put("five parts, as an encrypted token has", good + ".AAAA.AAAA");
        attacks.put("an encrypted token", encode("{\"alg\":\"RSA-OAEP\",\"enc\":\"A256GCM\",\"kid\":\"" + header.getString("kid") + "\"}") + ".AA.AA.AA.AA");
        attacks.put("a token twice", good + good);
        attacks.put("only points", "..");
        attacks.put("no Base64", "!.!.!");
        attacks.put("one letter", "x");
        attacks.put("6,000 letters", "x".repeat(6000));
        attacks.put("a space inside", good.substring(0, 20) + " " + good.substring(20));
        attacks.put("quoted", "\"" + good + "\"");
        attacks.put("with a comma", good + ",");
        attacks.put("padded with =", good + "==");
        attacks.put("last character changed in bits that are not read", parts[0] + "." + parts[1] + "." + sameBytes(parts[2]));
    }

    @TestFactory
    Stream<DynamicTest> everyOtherWayOfSendingATokenIsRefused() {
        Map<String, Answer> answers = new LinkedHashMap<>();
        answers.put("no header", service.nobody().get(SERVERS));
        answers.put("in the query as access_token", service.nobody().get(SERVERS + "?access_token=" + good));
        answers.put("in the query as token", service.nobody().get(SERVERS + "?token=" + good));
        answers.put("in a cookie", headers("Cookie", "access_token=" + good + "; Authorization=" + good));
        answers.put("in the body", service.nobody().send("POST", ApiClient.SNAPSHOTS, BodyPublishers.ofString("access_token=" + good),
                "Content-Type", "application/x-www-form-urlencoded"));
        answers.put("in another header", headers("X-Authorization", "Bearer " + good));
        answers.put("without a scheme", headers("Authorization", good));
        answers.put("with another scheme", headers("Authorization", "Basic " + good));
        answers.put("with the scheme JWT", headers("Authorization", "JWT " + good));
        answers.put("with the scheme alone", headers("Authorization", "Bearer"));
        answers.put("with the scheme and a space", headers("Authorization", "Bearer "));
        answers.put("without the space", headers("Authorization", "Bearer" + good));
        answers.put("with a tab for the space", headers("Authorization", "Bearer\t" + good));
        answers.put("a bad header before a good one", headers("Authorization", "Bearer x", "Authorization", "Bearer " + good));
        answers.put("a good header before a bad one", headers("Authorization", "Bearer " + good, "Authorization", "Bearer x"));
        answers.put("the same good header twice", headers("Authorization", "Bearer " + good, "Authorization", "Bearer " + good));
        answers.put("a good header and one of another scheme", headers("Authorization", "Bearer " + good, "Authorization", "Basic eDp4"));
        return answers.entrySet().stream().map(sent -> DynamicTest.dynamicTest(sent.getKey(), () -> {
            Answer answer = sent.getValue().expectProblem(401, "authentication_failed");
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
        }));
    }

    /** What an HTTP layer refuses by itself, for its size alone, has not been let in either. */
    @Test
    void aTokenOfMoreThanEightKibibytesIsRefused() throws IOException {
        for (int length : new int[] {8_193, 20_000, 1 << 20}) {
            String request = "GET " + SERVERS + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
                    + sign(header.toString(), change(claims).add("pad", "p".repeat(length)).build().toString(), OURS.getPrivate(), RS256)
                    + "\r\n\r\n";
            RawHttp.RawAnswer answer = new RawHttp(service.nobody().url()).send(ascii(request));
            assertThat(answer.status() == 401 || answer.status() == 0 || answer.isBare()).as(length + ": " + answer).isTrue();
        }
    }

    @Test
    void theSchemesNameIsTakenInAnyCaseAndWithMoreThanOneSpace() {
        for (String scheme : List.of("Bearer ", "bearer ", "BEARER ", "bEaReR ", "Bearer  ")) {
            headers("Authorization", scheme + good).expect(200);
        }
        headers("Authorization", "Bearer " + good + " ").expect(200);
    }

    private static Answer show(String token) {
        return new ApiClient(service.nobody().url(), token).get(SERVERS);
    }

    private static Answer headers(String... headers) {
        return service.nobody().get(SERVERS, headers);
    }

    private static String header(String member, String value) {
        return change(header).add(member, value).build().toString();
    }

    private static String ours(JsonObjectBuilder payload) {
        return sign(header.toString(), payload.build().toString(), OURS.getPrivate(), RS256);
    }

    private static String theirs(JsonObjectBuilder head) {
        return sign(head.build().toString(), claims.toString(), THEIRS.getPrivate(), RS256);
    }

    private static String flip(String part) {
        int middle = part.length() / 2;
        return part.substring(0, middle) + (part.charAt(middle) == 'A' ? 'B' : 'A') + part.substring(middle + 1);
    }

    /** Another text that decodes to the same bytes: the last of 342 characters holds only two bits of the 2,048. */
    private static String sameBytes(String signature) {
        int last = signature.length() - 1;
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        String changed = signature.substring(0, last) + alphabet.charAt(alphabet.indexOf(signature.charAt(last)) ^ 1);
        assertThat(Base64.getUrlDecoder().decode(changed)).isEqualTo(Base64.getUrlDecoder().decode(signature));
        return changed;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String revoked() {
        Tenant tenant = Tenant.join(service);
        ApiClient client = tenant.client(Tenant.ALL);
        client.get(SERVERS).expect(200);
        client.delete(Tenant.TOKENS + Tenant.tokenId(client, "of " + tenant.email()) + "/").expect(204);
        return client.token();
    }

    private static String disabled() {
        Tenant tenant = Tenant.join(service);
        ApiClient client = tenant.client(Tenant.ALL);
        client.get(SERVERS).expect(200);
        tenant.disable(true);
        return client.token();
    }
}
