package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Overlay;
import org.stillframe.hypervisor.simulated.SimulatedDisk;
import org.stillframe.hypervisor.simulated.SimulatedFaults;
import org.stillframe.hypervisor.simulated.SimulatedHypervisor;

/** What an admin is told of a host's domains, and what is known of a server from the day of its adoption. */
@ExtendWith(SharedService.class)
class AdoptionIT {
    private static final String SERVERS = "/api/v1/servers/";
    private static final String DOMAINS = "/api/v1/hosts/1/domains/";
    private static final String SHARED = "Disk vda is shared between domains.";
    private static final Duration SURVEYED = Duration.ofSeconds(90);

    private final Service service;
    private final ApiClient owner;
    private final ApiClient admin;

    AdoptionIT(Service service) {
        this.service = service;
        this.owner = service.owner();
        this.admin = service.admin();
    }

    @Test
    void theDomainsOfAHostAreListedWithTheServersThatTheyAre() throws IOException {
        UUID free = UUID.randomUUID();
        service.host().define(free, "free-" + free, new SimulatedDisk("vda", 3L << 30), new SimulatedDisk("vdb", 1L << 20).shared());

        List<JsonObject> all = admin.get(DOMAINS).expect(200).results();

        JsonObject adopted = domain(all, Service.domain());
        assertThat(adopted.keySet())
                .containsExactly("uuid", "name", "state", "adopted", "disks", "snapshot_ready", "snapshot_blockers");
        assertThat(adopted.getString("name")).isEqualTo("web-server-01");
        assertThat(adopted.getString("state")).isEqualTo("stopped");
        assertThat(adopted.getInt("adopted")).isEqualTo(12345);
        assertThat(adopted.getBoolean("snapshot_ready")).isTrue();
        assertThat(adopted.getJsonArray("snapshot_blockers")).isEmpty();
        JsonObject unadopted = domain(all, free);
        assertThat(unadopted.get("adopted")).isEqualTo(JsonValue.NULL);
        assertThat(unadopted.getBoolean("snapshot_ready")).isFalse();
        assertThat(blockers(unadopted)).containsExactly("Disk vdb is shared between domains.");
        JsonObject disk = unadopted.getJsonArray("disks").getJsonObject(0);
        assertThat(disk.keySet()).containsExactly("target", "path", "format", "capacity_mb");
        assertThat(disk.getString("target")).isEqualTo("vda");
        assertThat(disk.getString("path")).startsWith("/").contains(free.toString());
        assertThat(disk.getString("format")).isEqualTo("qcow2");
        assertThat(disk.getInt("capacity_mb")).isEqualTo(3072);
    }

    @Test
    void theListOfDomainsCanBeNarrowedToThoseThatAreAdoptedOrAreNot() throws IOException {
        service.host().define(UUID.randomUUID(), "free-" + UUID.randomUUID(), new SimulatedDisk("vda", 1L << 30));

        assertThat(admin.get(DOMAINS + "?adopted=true").expect(200).results())
                .isNotEmpty()
                .noneSatisfy(domain -> assertThat(domain.get("adopted")).isEqualTo(JsonValue.NULL));
        assertThat(admin.get(DOMAINS + "?adopted=false").expect(200).results())
                .isNotEmpty()
                .allSatisfy(domain -> assertThat(domain.get("adopted")).isEqualTo(JsonValue.NULL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"adopted=", "adopted=TRUE", "adopted=1", "adopted=true&adopted=true"})
    void aMalformedFilterIsRefused(String query) {
        Answer refused = admin.get(DOMAINS + "?" + query).expectProblem(400, "invalid");
        assertThat(refused.json().getJsonObject("errors").keySet()).containsExactly("adopted");
    }

    @Test
    void domainsAreForAdminsAndOfHostsThatExist() {
        owner.get(DOMAINS).expectProblem(403, "permission_denied");
        for (String id : List.of("999", "0", "-1", "one", "9223372036854775808")) {
            admin.get("/api/v1/hosts/" + id + "/domains/").expectProblem(404, "not_found");
        }
    }

    @Test
    void theDomainsOfAHostThatDoesNotAnswerAreUnavailable() throws IOException {
        service.suffer(SimulatedFaults.none().unreachable());

        Answer refused = admin.get(DOMAINS).expectProblem(503, "hypervisor_unavailable");

        assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
    }

    @Test
    void aServerSaysSinceItsLastCreateWhatStandsInTheWayOfSnapshots() throws IOException {
        assertReady();
        service.host().block(Service.domain(), "vda", SHARED);
        try {
            JsonObject failed = owner.end(owner.create(service.serverId(), "blocked").expect(201));

            assertThat(failed.getJsonObject("error").getString("code")).isEqualTo("not_snapshottable");
            assertThat(service.server().getBoolean("snapshot_ready")).isFalse();
            assertThat(blockers(service.server())).containsExactly(SHARED);
            assertThat(blockers(owner.get(SERVERS).expect(200).results().get(0))).containsExactly(SHARED);
        } finally {
            service.host().block(Service.domain(), "vda", null);
        }
        owner.createAndWait(service.serverId(), "free-again");
        assertReady();
    }

    @Test
    void aSurveyNotesWhatStandsInTheWayThoughNobodyAsks() throws IOException {
        assertReady();
        service.host().block(Service.domain(), "vda", SHARED);
        try {
            await().atMost(SURVEYED).until(() -> !service.server().getBoolean("snapshot_ready"));
            assertThat(blockers(service.server())).containsExactly(SHARED);
        } finally {
            service.host().block(Service.domain(), "vda", null);
        }
        owner.createAndWait(service.serverId(), "free-again");
    }

    @Test
    void aHeadThatWasChangedBetweenTheAdoptionAndTheFirstSnapshotIsNoticed() throws IOException {
        UUID uuid = UUID.randomUUID();
        DomainRef domain = service.host().define(uuid, "changed-" + uuid, new SimulatedDisk("vda", 1L << 30));
        long id = adopt(uuid);
        SimulatedHypervisor outside = new SimulatedHypervisor();
        String head = outside.inspect(domain).disks().get(0).head().path();
        outside.cut(domain, List.of(new Overlay("vda", head + ".outside", head)), false);

        JsonObject failed = admin.end(admin.create(id, "first").expect(201));

        assertThat(failed.getJsonObject("error").getString("code")).isEqualTo("drift_detected");
    }

    private long adopt(UUID domain) {
        return admin.post(SERVERS, Json.createObjectBuilder()
                        .add("host_id", 1)
                        .add("domain", domain.toString())
                        .add("account", "other@example.com")
                        .build()
                        .toString())
                .expect(201)
                .json()
                .getJsonNumber("id")
                .longValueExact();
    }

    private void assertReady() {
        assertThat(service.server().getBoolean("snapshot_ready")).isTrue();
        assertThat(service.server().getJsonArray("snapshot_blockers")).isEmpty();
    }

    private static JsonObject domain(List<JsonObject> domains, UUID uuid) {
        return domains.stream().filter(domain -> domain.getString("uuid").equals(uuid.toString())).findFirst().orElseThrow();
    }

    private static List<String> blockers(JsonObject item) {
        return item.getJsonArray("snapshot_blockers").getValuesAs(JsonString::getString);
    }
}
