package org.stillframe.fuzz;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.stillframe.ServiceUnderTest;
import org.stillframe.hypervisor.simulated.SimulatedDisk;
import org.stillframe.hypervisor.simulated.SimulatedHost;

/**
 * Keeps a run going whatever its requests do: tokens that are good, servers that belong to somebody, hosts that answer. Two
 * administrators are kept aside, of whom each can bring the other back.
 */
final class Reserve {
    private static final String OWNER = "demo@example.com";
    private static final String OTHER = "other@example.com";
    private static final List<String> ADMINS = List.of("reserve-1@example.com", "reserve-2@example.com");
    private static final List<String> PEOPLE = List.of(OWNER, OTHER, "admin@example.com", ADMINS.get(0), ADMINS.get(1));
    private static final List<String> POOLS =
            List.of("snapshots", "servers", "operations", "tokens", "accounts", "hosts", "drift", "signing-keys", "webhooks");
    /** Deliveries are known together with their webhooks: {@code 3/91}. */
    static final String DELIVERIES = "deliveries";
    /** Nobody listens there. Without TLS no other address may be called, whatever a request's bytes are turned into. */
    private static final String RECEIVER = "http://127.0.0.1:9/";
    private static final int MOST_HOSTS = 4;
    private static final long DISK_BYTES = 1 << 20;

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(10)).build();
    private final ServiceUnderTest service;
    private final Known known;
    private final List<String> uris = new ArrayList<>();
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final List<String> admins = new ArrayList<>();

    /** @param directory where hosts can be made; the first is the demo's */
    Reserve(ServiceUnderTest service, Known known, Path directory) throws IOException {
        this.service = service;
        this.known = known;
        uris.add("simulated://" + directory.resolve("simulated"));
        for (int i = 1; i < MOST_HOSTS; i++) {
            SimulatedHost host = SimulatedHost.create(directory.resolve("simulated-" + i));
            host.define(UUID.randomUUID(), "spare-" + i, new SimulatedDisk("vda", DISK_BYTES));
            uris.add(host.uri());
        }
        known.put("uri", uris);
        known.put("url", List.of(RECEIVER));
        known.put("domain", List.of("web-server-01", "db-server-01", "spare-1", "spare-2", "spare-3"));
        known.put("account", List.of(OWNER, OTHER, "nobody@example.com"));
        admins.add(service.adminToken());
        for (String email : ADMINS) {
            call("POST", "/api/v1/accounts/", json(Map.of("email", Json.createValue(email), "name", Json.createValue("Reserve"))));
            admins.add(0, issue(email, List.of("admin")));
        }
        tokens.put(Tokens.ADMIN, admins.get(0));
        tokens.put(Tokens.OWNER, service.token());
        tokens.put(Tokens.OTHER, service.otherToken());
        Tokens.SCOPES.forEach(scope -> tokens.put(scope, issue(OWNER, List.of(scope))));
        keepUp();
    }

    /** The draft's bytes with the tokens that it names. */
    byte[] signed(Draft draft) {
        List<String> headers = new ArrayList<>();
        for (String header : draft.headers()) {
            String line = header;
            for (Map.Entry<String, String> token : tokens.entrySet()) {
                line = line.replace("{" + token.getKey() + "}", token.getValue());
            }
            headers.add(line);
        }
        return new Draft(draft.trick(), draft.endpoint(), draft.method(), draft.target(), headers, draft.body(), draft.framing(), draft.connector())
                .bytes();
    }

    /** Puts back what is needed and is gone, and looks at what there is. */
    synchronized void keepUp() {
        enable();
        renew();
        hosts();
        servers();
        for (JsonValue token : results("tokens")) {
            if (isOwn(token.asJsonObject())) {
                known.reserve("tokens", id(token));
            }
        }
        for (String pool : POOLS) {
            known.put(pool, ids(pool));
        }
        known.put(DELIVERIES, ids("webhooks").stream()
                .flatMap(webhook -> ids("webhooks/" + webhook + "/deliveries").stream().map(delivery -> webhook + "/" + delivery))
                .toList());
    }

    private void enable() {
        for (JsonValue value : results("accounts")) {
            JsonObject account = value.asJsonObject();
            if (PEOPLE.contains(account.getString("email"))) {
                known.reserve("accounts", id(value));
                if (account.getBoolean("disabled")) {
                    call("PATCH", "/api/v1/accounts/" + id(value) + "/", "{\"disabled\":false}");
                }
            }
        }
    }

    private static boolean isOwn(JsonObject token) {
        return token.getString("name").equals("reserve") || token.getString("account").equals("admin@example.com");
    }

    private void renew() {
        Map<String, String> owners = new LinkedHashMap<>(Map.of(Tokens.ADMIN, ADMINS.get(0), Tokens.OWNER, OWNER, Tokens.OTHER, OTHER));
        Tokens.SCOPES.forEach(scope -> owners.put(scope, OWNER));
        owners.forEach((name, email) -> {
            if (status("GET", "/api/v1/account/me/", null, tokens.get(name)).statusCode() != 200) {
                List<String> scopes = name.equals(Tokens.ADMIN) ? List.of("admin") : Tokens.SCOPES.contains(name) ? List.of(name) : Tokens.SCOPES;
                String token = issue(email, scopes);
                tokens.put(name, token);
                if (name.equals(Tokens.ADMIN)) {
                    admins.add(0, token);
                }
            }
        });
    }

    /** No more hosts than a few that answer; one that does not would be asked again and again. */
    private void hosts() {
        List<JsonValue> hosts = results("hosts");
        int answering = 0;
        for (JsonValue value : hosts) {
            JsonObject host = value.asJsonObject();
            answering++;
            if (!uris.contains(host.getString("uri")) || answering > MOST_HOSTS) {
                call("DELETE", "/api/v1/hosts/" + id(value) + "/", null);
            }
        }
        if (hosts.stream().noneMatch(host -> host.asJsonObject().getString("uri").equals(uris.get(0)))) {
            call("POST", "/api/v1/hosts/", json(Map.of("name", Json.createValue("demo"), "uri", Json.createValue(uris.get(0)))));
        }
    }

    private void servers() {
        List<JsonValue> hosts = results("hosts");
        for (Map.Entry<String, String> wanted : Map.of("web-server-01", OWNER, "db-server-01", OWNER).entrySet()) {
            for (JsonValue host : hosts) {
                if (host.asJsonObject().getString("uri").equals(uris.get(0))) {
                    call("POST", "/api/v1/servers/", json(Map.of(
                            "host_id", Json.createValue(Long.parseLong(id(host))), "domain", Json.createValue(wanted.getKey()),
                            "account", Json.createValue(wanted.getValue()))));
                }
            }
        }
    }

    private List<String> ids(String collection) {
        return results(collection + "?page_size=30").stream().map(Reserve::id).toList();
    }

    private static String id(JsonValue item) {
        JsonValue id = item.asJsonObject().get("id");
        return id instanceof JsonNumber number ? number.toString() : item.asJsonObject().getString("id");
    }

    private List<JsonValue> results(String list) {
        String path = "/api/v1/" + (list.contains("?") ? list.replace("?", "/?") : list + "/");
        JsonObject answer = call("GET", path, null);
        return answer.containsKey("results") ? List.copyOf(answer.getJsonArray("results")) : List.of();
    }

    private String issue(String email, List<String> scopes) {
        JsonArrayBuilder array = Json.createArrayBuilder(scopes);
        JsonObject token = call("POST", "/api/v1/tokens/", json(Map.of(
                "name", Json.createValue("reserve"), "account", Json.createValue(email), "scopes", array.build())));
        if (!token.containsKey("token")) {
            throw new IllegalStateException("No token can be had for " + email + ": " + token);
        }
        known.reserve("tokens", id(token));
        return token.getString("token");
    }

    /** By the first administrator who is let in; an answer that is no object is an empty one. */
    private JsonObject call(String method, String path, String body) {
        for (String admin : List.copyOf(admins)) {
            HttpResponse<String> answer = status(method, path, body, admin);
            if (answer.statusCode() != 401) {
                return answer.body().startsWith("{") ? Json.createReader(new StringReader(answer.body())).readObject() : JsonValue.EMPTY_JSON_OBJECT;
            }
        }
        throw new IllegalStateException("No administrator is let in any more");
    }

    private HttpResponse<String> status(String method, String path, String body, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.url().resolve(path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(60));
        try {
            return http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String json(Map<String, JsonValue> members) {
        return Json.createObjectBuilder(new LinkedHashMap<String, Object>(members)).build().toString();
    }
}
