package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.stillframe.Build;
import org.stillframe.PayaraMicro;
import org.stillframe.account.EnvironmentFile;

/** The pages as a stranger meets them: the login, its lock, sessions, forged requests, headers. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PageSecurityIT {
    private static final String WRONG = "Email or password is wrong, or this account is no admin.";
    private static final String ADMIN = "admin@example.com";

    private static Service service;
    private static String password;

    @BeforeAll
    static void start() throws IOException {
        // Each attempt of these tests comes from an address of its own, where it matters.
        service = Service.fresh("pages", Map.of("STILLFRAME_TRUSTED_PROXIES", "127.0.0.1,::1"));
        password = new EnvironmentFile(service.data().resolve("demo.env")).read().get("STILLFRAME_ADMIN_PASSWORD");
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            service.close();
        }
    }

    @Test
    void aLoginWithoutTheFormsNonceIsRefusedInPlainWords() {
        Map<String, String> nonces = new LinkedHashMap<>();
        nonces.put("none", null);
        nonces.put("empty", "");
        nonces.put("no Base64", "<script>");
        nonces.put("no UUID", Base64.getEncoder().encodeToString("nonce".getBytes()));
        nonces.forEach((name, nonce) -> {
            for (String given : List.of("wrong", password)) {
                HttpResponse<String> answer = form().post("/login.xhtml", LoginForm.fields(ADMIN, given, nonce));
                assertThat(answer.statusCode()).as(name).isEqualTo(400);
                assertThat(answer.body()).as(name).doesNotContain("Exception", "org.", "jakarta.", given);
            }
        });
    }

    @Test
    void anotherPagesNonceIsNoFault() {
        LoginForm form = form();
        String other = Base64.getEncoder().encodeToString(UUID.randomUUID().toString().getBytes());
        HttpResponse<String> answer = form.post("/login.xhtml", LoginForm.fields(ADMIN, "wrong", other), from());
        assertThat(answer.statusCode()).isIn(200, 302);
    }

    @Test
    void aRightLoginGivesAnotherSessionAndTheOldOneIsNotIn() throws IOException {
        LoginForm form = form();
        form.get("/admin/");
        String planted = form.session();
        assertThat(planted).as("a session before the login").isNotNull();

        HttpResponse<String> answer = form.submit(ADMIN, password, from());

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(form.session()).isNotEqualTo(planted);
        assertThat(form.get("/admin/").statusCode()).isEqualTo(200);
        assertThat(service.nobody().get("/admin/", "Cookie", "JSESSIONID=" + planted).status()).isNotEqualTo(200);
        List<String> cookies = answer.headers().allValues("Set-Cookie");
        assertThat(cookies).isNotEmpty().allSatisfy(
                cookie -> assertThat(cookie).containsIgnoringCase("HttpOnly").containsIgnoringCase("SameSite=Lax"));
        assertThat(service.admin().get("/api/v1/audit/?action=login.succeeded").results()).isNotEmpty();
    }

    @Test
    void aRequestThatAnotherSiteMadeTheBrowserSendDoesNothing() throws IOException {
        for (String[] headers : new String[][] {
            {"Origin", "https://evil.example.com"}, {"Origin", "null"}, {"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"},
            {"Origin", "http://localhost:1"}
        }) {
            LoginForm form = form();
            assertThat(form.submit(ADMIN, password, headers).statusCode()).as(Arrays.toString(headers)).isEqualTo(403);
            assertThat(form.get("/admin/").statusCode()).isEqualTo(302);
        }
        LoginForm own = form();
        String here = service.nobody().url().toString();
        String[] same = Stream.concat(Stream.of("Origin", here, "Sec-Fetch-Site", "same-origin"), Arrays.stream(from())).toArray(String[]::new);
        assertThat(own.submit(ADMIN, password, same).statusCode()).isEqualTo(302);

        // Logged in: what is sent without the page's own view state, or with another's, is not done.
        int before = service.snapshots().size();
        for (String state : new String[] {null, "stateless", "0:0", "-1:-1", "x", ""}) {
            Map<String, String> forged = new HashMap<>(Map.of(
                    "primefaces.nonce", own.nonce(),
                    "createForm", "createForm",
                    "createForm:server_hinput", Long.toString(service.serverId()),
                    "createForm:server_input", "web-server-01",
                    "createForm:name", "forged",
                    "createForm:submit", ""));
            if (state != null) {
                forged.put("jakarta.faces.ViewState", state);
            }
            HttpResponse<String> answer = own.post("/admin/index.xhtml", forged);
            assertThat(answer.statusCode()).as("view state " + state).isLessThan(500);
        }
        assertThat(service.snapshots()).hasSize(before);
    }

    @Test
    void everyPageTellsBrowsersWhatItDoesNotNeed() {
        for (String path : List.of("/", "/login.xhtml", "/docs/", "/docs/errors/", "/nowhere", "/openapi", "/.well-known/jwks.json")) {
            HttpResponse<String> answer = form().get(path);
            assertThat(answer.headers().allValues("X-Content-Type-Options")).as(path).containsExactly("nosniff");
            assertThat(answer.headers().allValues("X-Frame-Options")).as(path).containsExactly("DENY");
            assertThat(answer.headers().allValues("Referrer-Policy")).as(path).containsExactly("same-origin");
            assertThat(String.join("; ", answer.headers().allValues("Content-Security-Policy"))).as(path).contains("frame-ancestors 'none'");
            assertThat(answer.headers().allValues("Strict-Transport-Security")).as(path).isEmpty();
        }
        HttpResponse<String> login = form().get("/login.xhtml");
        assertThat(String.join("; ", login.headers().allValues("Content-Security-Policy")))
                .contains("default-src 'self'", "'nonce-", "form-action 'self'", "object-src 'none'", "base-uri 'none'")
                .doesNotContain("unsafe-eval", "script-src 'unsafe-inline'");
    }

    @Test
    void whoGuessesHasToWaitWhetherThereIsSuchAnAccountOrNot() {
        for (String email : List.of("nobody-" + UUID.randomUUID() + "@example.com", "demo@example.com")) {
            for (int i = 0; i < 5; i++) {
                assertThat(form().submit(email, "guess-" + i, from()).body()).as(email).contains(WRONG);
            }
            HttpResponse<String> locked = form().submit(email, "guess", from());
            assertThat(locked.statusCode()).isEqualTo(200);
            assertThat(locked.body()).as(email).contains("There were too many attempts. Try again in ").doesNotContain(WRONG);
        }
        assertThat(service.admin().get("/api/v1/audit/?action=login.failed").expect(200).body()).contains("login.failed").doesNotContain("guess-");
    }

    @Test
    void anAdminIsOutForAMinuteAtMostAndThenGetsIn() {
        for (int i = 0; i < 6; i++) {
            form().submit(ADMIN, "wrong", from());
        }
        assertThat(form().submit(ADMIN, password, from()).body()).contains("There were too many attempts");
        await().atMost(Duration.ofSeconds(70)).pollInterval(Duration.ofSeconds(2)).until(() -> form().submit(ADMIN, password, from()).statusCode() == 302);
        // And begins anew.
        assertThat(form().submit(ADMIN, "wrong", from()).body()).contains(WRONG);
        assertThat(form().submit(ADMIN, password, from()).statusCode()).isEqualTo(302);
    }

    @Test
    void guessesAtManyAccountsFromOneAddressHaveToWaitAsWell() {
        String[] address = {"X-Forwarded-For", "198.51.100.77"};
        for (int i = 0; i < 20; i++) {
            form().submit("somebody-" + UUID.randomUUID() + "@example.com", "guess", address);
        }
        assertThat(form().submit("somebody-" + UUID.randomUUID() + "@example.com", "guess", address).body()).contains("too many attempts");
        assertThat(form().submit("somebody-" + UUID.randomUUID() + "@example.com", "guess", from()).body()).contains(WRONG);
    }

    /** The time of a hash, 100 ms and more, is what would tell; noise is a tenth of that. */
    @Test
    void anUnknownAccountTakesAsLongAsAKnownOne() {
        // Whatever other tests have tried is forgotten with this.
        await().atMost(Duration.ofSeconds(70)).until(() -> form().submit(ADMIN, password, from()).statusCode() == 302);
        List<Long> known = new ArrayList<>();
        List<Long> unknown = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            known.add(time(ADMIN));
            unknown.add(time("nobody-" + UUID.randomUUID() + "@example.com"));
        }
        assertThat(form().submit(ADMIN, password, from()).statusCode()).isEqualTo(302);
        long fastestKnown = known.stream().min(Long::compare).orElseThrow();
        long fastestUnknown = unknown.stream().min(Long::compare).orElseThrow();
        System.out.println("Login, fastest of 4: known " + fastestKnown / 1000 + " us, unknown " + fastestUnknown / 1000 + " us");
        assertThat((double) fastestUnknown / fastestKnown).isBetween(0.5, 2.0);
    }

    private static long time(String email) {
        LoginForm form = form();
        String nonce = form.nonce();
        long begun = System.nanoTime();
        form.post("/login.xhtml", LoginForm.fields(email, "wrong", nonce), from());
        return System.nanoTime() - begun;
    }

    @Test
    void behindTlsTheCookieIsSecureAndBrowsersAreToldToStayThere() throws IOException {
        var data = Files.createDirectories(Build.directory("pages-tls-" + UUID.randomUUID()));
        try (PayaraMicro server = PayaraMicro.start(data, data.resolve("server.log"), Map.of("STILLFRAME_URL", "https://snapshots.example.com"))) {
            LoginForm form = new LoginForm(server.url());
            await().atMost(Duration.ofMinutes(3)).ignoreExceptions().until(() -> form.get("/login.xhtml").statusCode() == 200);
            HttpResponse<String> answer = form.get("/admin/");
            assertThat(answer.headers().allValues("Set-Cookie")).isNotEmpty().allSatisfy(
                    cookie -> assertThat(cookie).containsIgnoringCase("; Secure").containsIgnoringCase("HttpOnly"));
            // A proxy that does not pass Host on: what browsers call the service counts as well.
            assertThat(form.submit("nobody@example.com", "x", "Origin", "https://snapshots.example.com").body()).contains(WRONG);
            assertThat(form.submit("nobody@example.com", "x", "Origin", "https://evil.example.com").statusCode()).isEqualTo(403);
            for (String path : List.of("/login.xhtml", "/api/v1/servers/")) {
                assertThat(form.get(path).headers().allValues("Strict-Transport-Security")).containsExactly("max-age=31536000");
            }
        }
    }

    /** After all of the above: what the service has logged holds no secret. */
    @Test
    @Order(Integer.MAX_VALUE)
    void noSecretIsInTheLog() throws IOException {
        Answer made = service.admin().post(Tenant.TOKENS, Tenant.token("logged", List.of("servers:read"), null)).expect(201);
        ApiClient holder = new ApiClient(service.nobody().url(), made.json().getString("token"));
        holder.get("/api/v1/servers/?access_token=" + holder.token()).expect(200);
        holder.send("POST", ApiClient.SNAPSHOTS, BodyPublishers.ofString("{")).expect(403);
        form().submit(ADMIN, "a-wrong-password-to-look-for", from());
        service.suffer(org.stillframe.hypervisor.simulated.SimulatedFaults.none());
        String log = Files.readString(service.data().resolve("server.log"));
        Map<String, String> environment = new EnvironmentFile(service.data().resolve("demo.env")).read();
        List<String> secrets = new ArrayList<>(List.of(
                holder.token(), password, "a-wrong-password-to-look-for", "guess-0", Files.readString(service.data().resolve("keys/sealing.key")).strip()));
        environment.forEach((name, value) -> {
            if (name.endsWith("TOKEN") || name.endsWith("PASSWORD")) {
                secrets.add(value);
            }
        });
        // Payara says so when it takes a connection back twice, and then gives it to two threads at once: a commit may be lost.
        assertThat(log).doesNotContain("state.isBusy");
        assertThat(log).isNotEmpty().doesNotContain(secrets.toArray(String[]::new)).doesNotContain("PRIVATE KEY", "PBKDF2WithHmacSHA512:");
        Matcher token = Pattern.compile("eyJ[A-Za-z0-9_-]{10,}\\.").matcher(log);
        assertThat(token.find()).isFalse();
    }

    private static LoginForm form() {
        return new LoginForm(service.nobody().url());
    }

    /** An address that nobody has tried from. */
    private static String[] from() {
        UUID random = UUID.randomUUID();
        return new String[] {"X-Forwarded-For", "2001:db8::" + random.toString().substring(0, 4) + ":" + random.toString().substring(9, 13)};
    }
}
