package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stillframe.hypervisor.simulated.SimulatedDisk;
import org.stillframe.hypervisor.simulated.SimulatedHost;

/** Admins make hosts known, change them and let them go. */
@ExtendWith(SharedService.class)
class HostApiIT {
    private static final String HOSTS = "/api/v1/hosts/";
    private static final String SERVERS = "/api/v1/servers/";
    private static final String DEMO = HOSTS + "1/";
    private static final Duration ASKED = Duration.ofSeconds(30);

    private final Service service;
    private final ApiClient admin;
    private final String name = "host-" + UUID.randomUUID();

    HostApiIT(Service service) {
        this.service = service;
        this.admin = service.admin();
    }

    @AfterEach
    void onlyTheDemosHostIsLeft() {
        admin.get(HOSTS).expect(200).results().stream()
                .filter(host -> host.getInt("id") != 1)
                .forEach(host -> admin.delete(HOSTS + host.getInt("id") + "/").expect(204));
    }

    @Test
    void aHostIsAddedUsedRenamedAndRemovedWhenNoServersAreOnIt() throws IOException {
        SimulatedHost simulated = SimulatedHost.create(directory("a"));
        UUID domain = UUID.randomUUID();
        simulated.define(domain, "guest-" + domain, new SimulatedDisk("vda", 1L << 30));

        Answer made = admin.post(HOSTS, host(name, simulated.uri())).expect(201);

        JsonObject added = made.json();
        assertThat(added.keySet()).containsExactly("id", "name", "uri", "status", "last_error", "libvirt_version", "pools");
        assertThat(added.getString("name")).isEqualTo(name);
        assertThat(added.getString("uri")).isEqualTo(simulated.uri());
        String path = made.header("Location");
        assertThat(path).isEqualTo(HOSTS + added.getInt("id") + "/");
        await().atMost(ASKED).until(() -> admin.get(path).expect(200).json().getString("status").equals("connected"));
        assertThat(admin.get(HOSTS).results()).contains(admin.get(path).json());
        assertThat(admin.get(path + "domains/").expect(200).results()).hasSize(1);
        long server = admin.post(SERVERS, Json.createObjectBuilder()
                        .add("host_id", added.getInt("id"))
                        .add("domain", domain.toString())
                        .add("account", "other@example.com")
                        .build()
                        .toString())
                .expect(201)
                .json()
                .getInt("id");
        admin.delete(path).expectProblem(409, "host_has_servers");
        admin.patch(path, "{\"uri\": \"qemu+tls://elsewhere/system\", \"name\": \"moved\"}").expectProblem(409, "host_has_servers");
        assertThat(admin.get(path).json().getString("name")).isEqualTo(name);
        JsonObject renamed = admin.patch(path, host("new-" + name, simulated.uri())).expect(200).json();
        assertThat(renamed.getString("name")).isEqualTo("new-" + name);
        assertThat(renamed.getString("uri")).isEqualTo(simulated.uri());
        assertThat(admin.end(admin.delete(SERVERS + server + "/").expect(202)).getString("status")).isEqualTo("succeeded");

        assertThat(admin.delete(path).expect(204).body()).isEmpty();

        admin.get(path).expectProblem(404, "not_found");
        admin.delete(path).expectProblem(404, "not_found");
        assertThat(admin.get("/api/v1/audit/").results().stream()
                        .filter(event -> !event.isNull("host_id") && event.getInt("host_id") == added.getInt("id"))
                        .map(event -> event.getString("action") + " " + event.getString("subject"))
                        .filter(event -> event.startsWith("host.")))
                .containsExactly("host.deleted new-" + name, "host.changed new-" + name, "host.created " + name);
    }

    @Test
    void aHostThatDoesNotAnswerIsTakenToldAndKeepsNobodyFromWork() throws IOException {
        Path directory = directory("b");
        String path = admin.post(HOSTS, host(name, "simulated://" + directory + "-nowhere")).expect(201).header("Location");
        await().atMost(ASKED).until(() -> admin.get(path).json().getString("last_error").startsWith("No simulated host"));
        assertThat(admin.get(path).json().getString("status")).isEqualTo("unreachable");
        Answer ready = service.nobody().get("/health/ready").expect(200);
        assertThat(ready.body()).contains(name, "unreachable");
        service.owner().createAndWait(service.serverId(), "meanwhile");
        SimulatedHost there = SimulatedHost.create(directory);

        JsonObject moved = admin.patch(path, "{\"uri\": \"" + there.uri() + "\"}").expect(200).json();

        assertThat(moved.getString("uri")).isEqualTo(there.uri());
        assertThat(moved.getString("name")).isEqualTo(name);
        await().atMost(ASKED).until(() -> admin.get(path).json().getString("status").equals("connected"));
    }

    @Test
    void whatWasFoundOnAHostGoesWithIt() throws IOException {
        Answer made = admin.post(HOSTS, host(name, "simulated://" + directory("c") + "-nowhere")).expect(201);
        int id = made.json().getInt("id");
        admin.end(admin.post(made.header("Location") + "reconcile/").expect(202));
        await().atMost(ASKED).until(() -> findings(id) > 0);

        admin.delete(made.header("Location")).expect(204);

        assertThat(findings(id)).isZero();
    }

    @Test
    void everyBadFieldIsNamed() {
        Map<String, String> bodies = Map.ofEntries(
                Map.entry("{}", "name,uri"),
                Map.entry("{\"name\": null, \"uri\": null}", "name,uri"),
                Map.entry("{\"name\": 1, \"uri\": []}", "name,uri"),
                Map.entry(host("", "qemu:///system"), "name"),
                Map.entry(host("n".repeat(101), "qemu:///system"), "name"),
                Map.entry(host(name, ""), "uri"),
                Map.entry(host(name, "kvm-02"), "uri"),
                Map.entry(host(name, "http://kvm-02/"), "uri"),
                Map.entry(host(name, "qemu+ext:///system?command=/bin/sh"), "uri"),
                Map.entry(host(name, "qemu+ssh://host/system?command=/bin/sh"), "uri"),
                Map.entry(host(name, "qemu+ssh://root:secret@host/system"), "uri"),
                Map.entry(host(name, "qemu:///system\n"), "uri"),
                Map.entry(host(name, "qemu://" + "h".repeat(1000)), "uri"),
                Map.entry(host("demo", "qemu+tls://kvm-02/system"), "name"),
                Map.entry(host(name, service.host().uri()), "uri"));
        bodies.forEach((body, fields) -> assertInvalid(admin.post(HOSTS, body), fields.split(",")));
        admin.post(HOSTS, "{").expectProblem(400, "malformed_json");
        Map.of("{\"name\": null}", "name", "{\"uri\": null}", "uri", "{\"name\": \" \", \"uri\": \"x y\"}", "name,uri")
                .forEach((body, fields) -> assertInvalid(admin.patch(DEMO, body), fields.split(",")));
        String second = admin.post(HOSTS, host(name, "simulated:///nowhere/" + name)).expect(201).header("Location");
        assertInvalid(admin.patch(second, "{\"name\": \"demo\"}"), "name");
        assertInvalid(admin.patch(second, "{\"uri\": \"" + service.host().uri() + "\"}"), "uri");
        assertInvalid(admin.patch(second, "{\"uri\": \"qemu+ssh://root:secret@host/system\"}"), "uri");
        assertThat(admin.get(second).json().getString("name")).isEqualTo(name);
        for (String id : List.of("999999", "0", "-1", "one", "9223372036854775808")) {
            admin.get(HOSTS + id + "/").expectProblem(404, "not_found");
            admin.patch(HOSTS + id + "/", "{\"name\": \"x\"}").expectProblem(404, "not_found");
            admin.delete(HOSTS + id + "/").expectProblem(404, "not_found");
        }
    }

    @Test
    void ofSeveralAtOnceWithTheSameUriOneIsAdded() throws Exception {
        List<Answer> answers = Concurrently.send(
                6, () -> admin.post(HOSTS, host("host-" + UUID.randomUUID(), "simulated:///nowhere/" + name)));

        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(1);
        answers.stream().filter(answer -> answer.status() != 201).forEach(answer -> assertInvalid(answer, "uri"));
    }

    @Test
    void aRepeatedRequestAddsNoSecondHost() {
        String key = UUID.randomUUID().toString();
        String body = host(name, "simulated:///nowhere/" + name);
        Answer first = IdempotencyIT.post(admin, HOSTS, key, body).expect(201);

        Answer second = IdempotencyIT.post(admin, HOSTS, key, body).expect(201);

        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
    }

    @Test
    void hostsAreForAdmins() {
        for (String method : List.of("GET " + HOSTS, "POST " + HOSTS, "GET " + DEMO, "PATCH " + DEMO, "DELETE " + DEMO)) {
            String[] parts = method.split(" ");
            BodyPublisher body = parts[0].startsWith("P") ? BodyPublishers.ofString("{}") : BodyPublishers.noBody();
            service.nobody().send(parts[0], parts[1], body).expectProblem(401, "authentication_failed");
            service.owner().send(parts[0], parts[1], body).expectProblem(403, "permission_denied");
        }
        admin.delete(DEMO).expectProblem(409, "host_has_servers");
    }

    private long findings(int host) {
        return admin.get("/api/v1/drift/").expect(200).results().stream()
                .filter(finding -> finding.getJsonObject("host").getInt("id") == host)
                .count();
    }

    private Path directory(String of) {
        return service.data().resolve("more-hosts").resolve(of);
    }

    private static String host(String name, String uri) {
        return Json.createObjectBuilder().add("name", name).add("uri", uri).build().toString();
    }

    private static void assertInvalid(Answer answer, String... fields) {
        answer.expectProblem(400, "invalid");
        assertThat(answer.json().getJsonObject("errors").keySet()).as(answer.toString()).containsExactlyInAnyOrder(fields);
    }
}
