package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stillframe.acceptance.Tenant.ACCOUNTS;
import static org.stillframe.acceptance.Tenant.TOKENS;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Admins make, change and disable accounts, and read what was done. */
@ExtendWith(SharedService.class)
class AccountApiIT {
    private static final String AUDIT = "/api/v1/audit/";
    private static final Pattern NONCE = Pattern.compile("'nonce-([^']+)'");
    private static final String MOMENT = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ";

    private final Service service;
    private final ApiClient admin;
    private final String email = "owner-" + UUID.randomUUID() + "@example.com";

    AccountApiIT(Service service) {
        this.service = service;
        this.admin = service.admin();
    }

    @Test
    void anAccountIsMadeReadListedAndChangedAndEachChangeIsInTheTrail() {
        Answer made = admin.post(ACCOUNTS, Tenant.account(email.toUpperCase(), "Müller & Söhne")).expect(201);

        JsonObject account = made.json();
        assertThat(account.keySet()).containsExactly("id", "email", "name", "created_at", "disabled");
        assertThat(account.getString("email")).isEqualTo(email);
        assertThat(account.getString("name")).isEqualTo("Müller & Söhne");
        assertThat(account.getString("created_at")).matches(MOMENT);
        assertThat(account.getBoolean("disabled")).isFalse();
        String path = made.header("Location");
        assertThat(path).isEqualTo(ACCOUNTS + account.getInt("id") + "/");
        assertThat(admin.get(path).expect(200).json()).isEqualTo(account);
        assertThat(admin.get(ACCOUNTS).expect(200).results().get(0)).isEqualTo(account);
        assertThat(admin.patch(path, "{}").expect(200).json()).isEqualTo(account);
        assertThat(admin.patch(path, "{\"name\": \"Müller & Söhne\", \"email\": \"x@example.com\"}").expect(200).json())
                .isEqualTo(account);

        JsonObject renamed = admin.patch(path, "{\"name\": \"Müller\"}").expect(200).json();
        assertThat(renamed.getString("name")).isEqualTo("Müller");
        assertThat(renamed.getString("email")).isEqualTo(email);
        assertThat(admin.get(path).json()).isEqualTo(renamed);

        List<JsonObject> events = admin.get(AUDIT + "?account=ADMIN@example.com").expect(200).results().subList(0, 2);
        assertThat(events).extracting(event -> event.getString("action")).containsExactly("account.changed", "account.created");
        assertThat(events).allSatisfy(event -> {
            assertThat(event.keySet()).containsExactly(
                    "id", "created_at", "account", "action", "outcome", "subject", "detail", "host_id", "server", "snapshot_id",
                    "origin", "request_id", "position", "seal");
            assertThat(event.getString("account")).isEqualTo("admin@example.com");
            assertThat(event.getString("subject")).isEqualTo(email);
            assertThat(event.getString("outcome")).isEqualTo("succeeded");
        });
        assertThat(events.get(0).getString("detail")).isEqualTo("name: Müller & Söhne -> Müller");
    }

    @Test
    void everyBadFieldIsNamed() {
        Map<String, String> bodies = Map.ofEntries(
                Map.entry("{}", "email,name"),
                Map.entry("{\"email\": null, \"name\": null}", "email,name"),
                Map.entry("{\"email\": 1, \"name\": true}", "email,name"),
                Map.entry("{\"email\": \"nobody\", \"name\": \"a\"}", "email"),
                Map.entry("{\"email\": \"a@b c\", \"name\": \"a\"}", "email"),
                Map.entry("{\"email\": \"" + "a".repeat(250) + "@b.c\", \"name\": \"a\"}", "email"),
                Map.entry("{\"email\": \"" + email + "\", \"name\": \"\"}", "name"),
                Map.entry("{\"email\": \"" + email + "\", \"name\": \"a\\u0000\"}", "name"),
                Map.entry("{\"email\": \"" + email + "\", \"name\": \"" + "n".repeat(201) + "\"}", "name"));
        bodies.forEach((body, fields) -> assertInvalid(admin.post(ACCOUNTS, body), fields.split(",")));
        Tenant tenant = Tenant.join(service);
        Map.of(
                        "{\"name\": null}", "name",
                        "{\"name\": \" \"}", "name",
                        "{\"disabled\": null}", "disabled",
                        "{\"disabled\": \"true\"}", "disabled",
                        "{\"disabled\": 1, \"name\": 1}", "disabled,name")
                .forEach((body, fields) -> assertInvalid(admin.patch(tenant.path(), body), fields.split(",")));
        admin.patch(tenant.path(), "{").expectProblem(400, "malformed_json");
        admin.patch(tenant.path(), "[]").expectProblem(400, "invalid");
        assertThat(admin.get(tenant.path()).json().getString("name")).isEqualTo("A tenant");
        assertInvalid(admin.post(ACCOUNTS, Tenant.account(tenant.email().toUpperCase(), "Twice")), "email");
        for (String id : List.of("999999", "0", "-1", "one", "9223372036854775808")) {
            admin.get(ACCOUNTS + id + "/").expectProblem(404, "not_found");
            admin.patch(ACCOUNTS + id + "/", "{\"name\": \"x\"}").expectProblem(404, "not_found");
        }
    }

    @Test
    void ofSeveralAtOnceWithTheSameEmailOneIsMade() throws Exception {
        List<Answer> answers = Concurrently.send(6, () -> admin.post(ACCOUNTS, Tenant.account(email, "At once")));

        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(1);
        answers.stream().filter(answer -> answer.status() != 201).forEach(answer -> assertInvalid(answer, "email"));
    }

    @Test
    void aRepeatedRequestMakesNoSecondAccount() {
        String key = UUID.randomUUID().toString();
        Answer first = IdempotencyIT.post(admin, ACCOUNTS, key, Tenant.account(email, "Once")).expect(201);

        Answer second = IdempotencyIT.post(admin, ACCOUNTS, key, Tenant.account(email, "Once")).expect(201);

        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
        assertInvalid(IdempotencyIT.post(admin, ACCOUNTS, "other-" + key, Tenant.account(email, "Once")), "email");
    }

    @Test
    void aDisabledAccountIsOutUntilItIsEnabledAgain() {
        Tenant tenant = Tenant.join(service);
        ApiClient client = tenant.client(Tenant.ALL);
        client.get("/api/v1/servers/").expect(200);

        tenant.disable(true);

        client.get("/api/v1/servers/").expectProblem(401, "authentication_failed");
        client.get("/api/v1/account/me/").expectProblem(401, "authentication_failed");
        assertThat(admin.get(tenant.path()).json().getBoolean("disabled")).isTrue();
        assertInvalid(admin.post(TOKENS, Tenant.token("late", Tenant.ALL, tenant.email())), "account");
        tenant.disable(true);
        tenant.disable(false);
        client.get("/api/v1/servers/").expect(200);
        assertThat(admin.get(AUDIT + "?action=account.changed").results().stream()
                        .filter(event -> event.getString("subject").equals(tenant.email()))
                        .map(event -> event.getString("detail")))
                .containsExactly("disabled: true -> false", "disabled: false -> true");
    }

    @Test
    void anAdminCannotDisableItselfAndAnotherKeepsItOutOfThePages() throws Exception {
        String self = ACCOUNTS + idOf("admin@example.com") + "/";
        assertInvalid(admin.patch(self, "{\"disabled\": true, \"name\": \"Gone\"}"), "disabled");
        assertThat(admin.get(self).json().getString("name")).isEqualTo("Administrator");
        admin.patch(self, "{\"disabled\": false}").expect(200);
        ApiClient other = Tenant.join(service).client(List.of("admin"));
        assertThat(login()).isTrue();
        try {
            other.patch(self, "{\"disabled\": true}").expect(200);

            assertThat(login()).isFalse();
            admin.get(ACCOUNTS).expectProblem(401, "authentication_failed");
        } finally {
            other.patch(self, "{\"disabled\": false}").expect(200);
        }
        assertThat(login()).isTrue();
    }

    @Test
    void accountsAndTheTrailAreForAdmins() {
        String path = ACCOUNTS + idOf("demo@example.com") + "/";
        for (String method : List.of("GET " + ACCOUNTS, "POST " + ACCOUNTS, "GET " + path, "PATCH " + path, "GET " + AUDIT)) {
            String[] parts = method.split(" ");
            BodyPublisher body = parts[0].startsWith("P") ? BodyPublishers.ofString("{}") : BodyPublishers.noBody();
            service.nobody().send(parts[0], parts[1], body).expectProblem(401, "authentication_failed");
            service.owner().send(parts[0], parts[1], body).expectProblem(403, "permission_denied");
        }
    }

    @Test
    void theTrailIsFilteredByWhoWhatAndWhen() {
        Tenant tenant = Tenant.join(service);
        tenant.client(Tenant.ALL).post(TOKENS, Tenant.token("own", List.of("servers:read"), null)).expect(201);

        List<JsonObject> own = admin.get(AUDIT + "?account=" + tenant.email()).expect(200).results();
        assertThat(own).extracting(event -> event.getString("action")).containsExactly("token.created");
        assertThat(own.get(0).getString("subject")).endsWith(" of " + tenant.email() + ": own");
        assertThat(own.get(0).getString("detail")).startsWith("scopes: servers:read; expires at ");
        assertThat(admin.get(AUDIT + "?action=account.created").results())
                .isNotEmpty()
                .allSatisfy(event -> assertThat(event.getString("action")).isEqualTo("account.created"));
        for (String nothing : List.of("account=nobody@example.com", "action=token.created&account=stillframe", "action=none", "server_id=0",
                "after=9998-01-01T00:00:00Z", "before=1971-01-01T00:00:00%2B02:00")) {
            assertThat(admin.get(AUDIT + "?" + nothing).expect(200).results()).as(nothing).isEmpty();
        }
        String at = own.get(0).getString("created_at");
        String both = AUDIT + "?account=" + tenant.email();
        assertThat(admin.get(both + "&after=" + at).results()).hasSize(1);
        assertThat(admin.get(both + "&before=" + at).results()).isEmpty();
        assertThat(admin.get(AUDIT).expect(200).results())
                .extracting(event -> event.getInt("id"))
                .isSortedAccordingTo(Comparator.reverseOrder());
    }

    @Test
    void aMalformedFilterOfTheTrailIsRefused() {
        for (String query : List.of("after=", "after=yesterday", "after=2025-01-15", "after=2025-01-15T18:30:00", "before=%2B12345-01-01T00:00:00Z",
                "before=2025-13-01T00:00:00Z", "before=2025-01-15T18:30:00Z&before=2025-01-15T18:30:00Z", "server_id=x", "account=", "action=")) {
            assertInvalid(admin.get(AUDIT + "?" + query), query.substring(0, query.indexOf('=')));
        }
    }

    private long idOf(String address) {
        return admin.get(ACCOUNTS).expect(200).results().stream()
                .filter(account -> account.getString("email").equals(address))
                .findFirst()
                .orElseThrow()
                .getInt("id");
    }

    private static void assertInvalid(Answer answer, String... fields) {
        answer.expectProblem(400, "invalid");
        assertThat(answer.json().getJsonObject("errors").keySet()).as(answer.toString()).containsExactlyInAnyOrder(fields);
    }

    /** Whether the form lets the first admin in. */
    private boolean login() throws IOException, InterruptedException {
        String password = Files.readAllLines(service.data().resolve("demo.env")).stream()
                .filter(line -> line.startsWith("STILLFRAME_ADMIN_PASSWORD="))
                .map(line -> line.substring(line.indexOf('=') + 1))
                .findFirst()
                .orElseThrow();
        HttpClient browser = HttpClient.newBuilder()
                .cookieHandler(new CookieManager())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        URI form = admin.url().resolve("/login.xhtml");
        Matcher nonce = NONCE.matcher(browser.send(HttpRequest.newBuilder(form).build(), BodyHandlers.discarding())
                .headers()
                .allValues("Content-Security-Policy")
                .toString());
        assertThat(nonce.find()).isTrue();
        String fields = Map.of(
                        "primefaces.nonce", nonce.group(1),
                        "loginForm", "loginForm",
                        "loginForm:email", "admin@example.com",
                        "loginForm:password", password,
                        "loginForm:submit", "",
                        "jakarta.faces.ViewState", "stateless")
                .entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        HttpResponse<String> answer = browser.send(
                HttpRequest.newBuilder(form)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(fields))
                        .build(),
                BodyHandlers.ofString());
        boolean in = answer.statusCode() == 302;
        if (!in) {
            assertThat(answer.body()).contains("Email or password is wrong");
        }
        return in;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
