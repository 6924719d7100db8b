package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stillframe.hypervisor.PowerState;
import org.stillframe.hypervisor.simulated.SimulatedDisk;

@ExtendWith(SharedService.class)
class ServerApiIT {
    private static final String SERVERS = "/api/v1/servers/";
    private static final String MOMENT = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ";

    private final Service service;
    private final ApiClient owner;

    ServerApiIT(Service service) {
        this.service = service;
        this.owner = service.owner();
    }

    @Test
    void aServerAnswersAsDocumented() {
        JsonObject server = owner.get(SERVERS + service.serverId() + "/").expect(200).json();

        assertThat(server.keySet())
                .containsExactly(
                        "id", "name", "hostname", "status", "ip_address", "location", "plan", "os", "created_at", "updated_at",
                        "snapshot_ready", "snapshot_blockers", "drift");
        assertThat(server.getInt("id")).isEqualTo(12345);
        assertThat(server.getString("name")).isEqualTo("web-server-01");
        assertThat(server.getString("hostname")).isEqualTo("web01.example.com");
        assertThat(server.getString("status")).isEqualTo("stopped");
        assertThat(server.getString("ip_address")).isEqualTo("203.0.113.10");
        assertThat(server.getString("location")).isEqualTo("us-west");
        assertThat(server.getJsonObject("plan").keySet()).containsExactly("id", "name", "vcpus", "memory", "storage");
        assertThat(server.getJsonObject("plan").getInt("vcpus")).isPositive();
        assertThat(server.getJsonObject("os").keySet()).containsExactly("id", "name");
        assertThat(server.getString("created_at")).matches(MOMENT);
        assertThat(server.getString("updated_at")).matches(MOMENT);
        assertThat(owner.get("/api/v1/servers/" + service.serverId()).expect(200).json()).isEqualTo(server);
    }

    @Test
    void theListHoldsTheAccountsServersAlone() {
        assertThat(owner.get(SERVERS).expect(200).results()).containsExactly(service.server());
        assertThat(owner.get("/api/v1/servers").expect(200).results()).containsExactly(service.server());
        assertThat(service.other().get(SERVERS).expect(200).results())
                .extracting(server -> server.getString("name"))
                .contains("db-server-01")
                .doesNotContain("web-server-01");
        assertThat(service.admin().get(SERVERS).expect(200).results())
                .extracting(server -> server.getString("account"))
                .contains("demo@example.com", "other@example.com");
    }

    @ParameterizedTest
    @CsvSource({
        "status=stopped,1", "status=active,0", "status=suspended,0", "status=restoring,0", "location=us-west,1",
        "location=nowhere,0", "status=stopped&location=us-west,1", "status=active&location=us-west,0"
    })
    void theListCanBeFiltered(String query, int found) {
        assertThat(owner.get(SERVERS + "?" + query).expect(200).results()).hasSize(found);
    }

    @ParameterizedTest
    @CsvSource({"status=,status", "status=ACTIVE,status", "status=active&status=stopped,status", "location=,location"})
    void aMalformedFilterIsRefused(String query, String field) {
        assertThat(owner.get(SERVERS + "?" + query).expectProblem(400, "invalid").json().getJsonObject("errors").keySet())
                .containsExactly(field);
    }

    @Test
    void aServerIsStartedAndStopped() {
        Answer starting = owner.post(SERVERS + service.serverId() + "/start").expect(202);
        assertThat(starting.json().getInt("id")).isEqualTo(12345);
        assertThat(owner.end(starting).getString("kind")).isEqualTo("server_start");
        assertThat(service.powerState()).isEqualTo(PowerState.RUNNING);
        assertThat(service.server().getString("status")).isEqualTo("active");
        assertThat(owner.end(owner.post(SERVERS + service.serverId() + "/start/").expect(202)).getString("status"))
                .as("starting what runs").isEqualTo("succeeded");

        Answer stopping = owner.post(SERVERS + service.serverId() + "/stop").expect(202);
        assertThat(owner.end(stopping).getString("kind")).isEqualTo("server_stop");
        assertThat(service.powerState()).isEqualTo(PowerState.STOPPED);
        assertThat(service.server().getString("status")).isEqualTo("stopped");
    }

    @Test
    void anotherAccountsServerAnswersLikeOneThatDoesNotExist() {
        for (String path : List.of("%d/", "%d/start/", "%d/stop/")) {
            boolean read = path.equals("%d/");
            String mine = SERVERS + path.formatted(service.serverId());
            String unknown = SERVERS + path.formatted(99_999_999);
            ApiClient other = service.other();
            Answer others = (read ? other.get(mine) : other.post(mine)).expectProblem(404, "not_found");
            Answer nobodys = (read ? other.get(unknown) : other.post(unknown)).expectProblem(404, "not_found");
            assertThat(others.json().getString("detail")).isEqualTo(nobodys.json().getString("detail"));
        }
        assertThat(service.powerState()).isEqualTo(PowerState.STOPPED);
    }

    @Test
    void hostsAreForAdmins() {
        owner.get("/api/v1/hosts/").expectProblem(403, "permission_denied");
        JsonObject host = service.admin().get("/api/v1/hosts/").expect(200).results().get(0);
        assertThat(host.keySet()).containsExactlyInAnyOrder("id", "name", "uri", "status", "last_error", "libvirt_version", "pools");
        assertThat(host.getString("status")).isEqualTo("connected");
        assertThat(host.get("last_error")).isEqualTo(JsonValue.NULL);
        assertThat(host.getJsonArray("pools")).isNotEmpty();
    }

    @Test
    void aDomainIsAdoptedOnce() throws IOException {
        String name = "adopted-" + UUID.randomUUID();
        UUID domain = UUID.randomUUID();
        service.host().define(domain, name, new SimulatedDisk("vda", 1L << 30));
        owner.post(SERVERS, adoption(domain.toString(), "other@example.com")).expectProblem(403, "permission_denied");

        Answer adopted = service.admin().post(SERVERS, adoption(domain.toString(), "other@example.com")).expect(201);

        JsonObject server = adopted.json();
        assertThat(server.getString("name")).isEqualTo(name);
        assertThat(server.getString("account")).isEqualTo("other@example.com");
        assertThat(server.get("hostname")).isEqualTo(JsonValue.NULL);
        assertThat(server.getJsonObject("plan").getInt("vcpus")).isPositive();
        assertThat(server.getJsonObject("plan").getInt("storage")).isEqualTo(1);
        long id = server.getJsonNumber("id").longValueExact();
        assertThat(service.other().get(SERVERS + id + "/").expect(200).json().getString("name")).isEqualTo(name);
        long snapshot = service.other().createAndWait(id, "first");
        service.other().delete(ApiClient.SNAPSHOTS + snapshot + "/").expect(204);
        owner.get(SERVERS + id + "/").expectProblem(404, "not_found");
        service.admin().post(SERVERS, adoption(name, "demo@example.com")).expectProblem(409, "already_adopted");
    }

    @Test
    void aDomainThatCannotBeSnapshottedIsNotAdopted() throws IOException {
        UUID domain = UUID.randomUUID();
        service.host().define(domain, "shared-" + domain, new SimulatedDisk("vda", 1L << 30), new SimulatedDisk("vdb", 1L << 30).shared());

        Answer refused = service.admin().post(SERVERS, adoption(domain.toString(), "demo@example.com"));

        assertThat(refused.expectProblem(409, "not_snapshottable").json().getString("detail")).contains("vdb");
    }

    @Test
    void badAdoptionsAreToldByField() {
        assertInvalid("{}", "host_id", "domain", "account");
        assertInvalid(adoption("no-such-domain", "demo@example.com"), "domain");
        assertInvalid(adoption(Service.domain().toString(), "nobody@example.com"), "account");
        assertInvalid("{\"host_id\": 999, \"domain\": \"web-server-01\", \"account\": \"demo@example.com\"}", "host_id");
        assertInvalid("{\"host_id\": \"1\", \"domain\": 5, \"account\": null}", "host_id", "domain", "account");
        assertInvalid("{\"host_id\": 1, \"domain\": \"\", \"account\": \"\"}", "domain", "account");
        assertInvalid(with("\"name\": 5"), "name");
        assertInvalid(with("\"name\": \"" + "x".repeat(101) + "\""), "name");
        assertInvalid(with("\"plan\": []"), "plan");
        assertInvalid(with("\"plan\": {\"id\": \"1\", \"vcpus\": 0, \"memory\": 1.5}"), "plan.id", "plan.vcpus", "plan.memory");
        assertInvalid(with("\"os\": {\"name\": 5}"), "os.name");
        assertInvalid(with("\"ip_address\": \"a\\u0000b\""), "ip_address");
        assertInvalid(with("\"hostname\": \"\\ud800\""), "hostname");
    }

    private void assertInvalid(String body, String... fields) {
        Answer answer = service.admin().post(SERVERS, body).expectProblem(400, "invalid");
        assertThat(answer.json().getJsonObject("errors").keySet()).as(body).containsExactlyInAnyOrder(fields);
    }

    private static String adoption(String domain, String account) {
        return Json.createObjectBuilder().add("host_id", 1).add("domain", domain).add("account", account).build().toString();
    }

    private static String with(String field) {
        return "{\"host_id\": 1, \"domain\": \"nothing\", \"account\": \"demo@example.com\", " + field + "}";
    }
}
