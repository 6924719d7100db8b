package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.stillframe.acceptance.ApiClient.SNAPSHOTS;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.PowerState;
import org.stillframe.hypervisor.simulated.Call;
import org.stillframe.hypervisor.simulated.SimulatedFaults;
import org.stillframe.hypervisor.simulated.SimulatedFaults.Point;

/** A server becomes an ordinary domain again: nothing of the service is left of it, and nothing of its data is lost. */
@ExtendWith(SharedService.class)
class ReleaseIT {
    private static final String SERVERS = AdoptedDomain.SERVERS;
    private static final Duration LONG = Duration.ofMinutes(10);

    private final Service service;
    private final ApiClient admin;

    ReleaseIT(Service service) {
        this.service = service;
        this.admin = service.admin();
    }

    @ParameterizedTest
    @EnumSource(names = {"RUNNING", "STOPPED"})
    void eachDiskIsTheOneFileThatItWasWithWhatTheServerHoldsNow(PowerState state) throws IOException {
        AdoptedDomain domain = AdoptedDomain.define(service, 2);
        List<String> originals = List.of(domain.chain("vda").get(0), domain.chain("vdb").get(0));
        domain.adopt();
        branch(domain, state);
        domain.write("vda", "now a");
        domain.write("vdb", "now b");

        Answer begun = domain.release();

        assertThat(begun.json().getString("kind")).isEqualTo("server_release");
        assertThat(admin.end(begun).getString("status")).isEqualTo("succeeded");
        assertThat(domain.chain("vda")).containsExactly(originals.get(0));
        assertThat(domain.chain("vdb")).containsExactly(originals.get(1));
        assertThat(domain.layers()).isEmpty();
        assertThat(domain.read("vda")).isEqualTo("now a");
        assertThat(domain.read("vdb")).isEqualTo("now b");
        assertThat(domain.state()).isEqualTo(state);
    }

    /** Three snapshots on two branches, a safety point, and a deleted snapshot in between. */
    private void branch(AdoptedDomain domain, PowerState state) throws IOException {
        domain.write("first");
        long first = domain.snapshot("first");
        if (state == PowerState.RUNNING) {
            domain.power("start");
        }
        domain.write("second");
        long second = domain.snapshot("second");
        domain.write("third");
        domain.snapshot("third");
        domain.restore(first);
        domain.write("branch");
        domain.snapshot("branch");
        admin.delete(SNAPSHOTS + second + "/").expect(204);
        int kept = 4 * domain.disks();
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(domain.layers()).hasSize(kept));
    }

    @Test
    void theReleasedServerIsGoneAndItsDomainCanBeAdoptedAtOnce() throws IOException {
        AdoptedDomain domain = AdoptedDomain.define(service, 1).adopt();
        long former = domain.id();
        String path = domain.path();
        long snapshot = domain.snapshot("first");
        Answer begun = domain.release();
        admin.end(begun);

        Stream.of(admin.get(path), admin.post(path + "start/"), admin.post(path + "stop/"), admin.delete(path),
                        admin.create(former, "too-late"), admin.get(SNAPSHOTS + snapshot + "/"), admin.restore(snapshot))
                .forEach(answer -> answer.expectProblem(404, "not_found"));
        assertThat(admin.get(SERVERS).expect(200).results()).noneMatch(server -> server.getInt("id") == former);
        assertThat(admin.get(SNAPSHOTS + "?server_id=" + former).expect(200).results()).isEmpty();
        JsonObject listed = admin.get(begun.header("Operation-Location")).expect(200).json().getJsonObject("server");
        assertThat(listed.getJsonNumber("id").longValueExact()).isEqualTo(former);
        assertThat(listed.getString("name")).isEqualTo(domain.name());
        assertThat(admin.get("/api/v1/operations/").expect(200).results())
                .filteredOn(operation -> operation.getJsonObject("server").getInt("id") == former)
                .extracting(operation -> operation.getString("kind"))
                .containsExactly("server_release", "snapshot_create");

        domain.adopt();

        assertThat(domain.id()).isGreaterThan(former);
        domain.snapshot("again");
    }

    @Test
    void aFileOfOthersBelowTheServersOwnStaysAsItWas() throws IOException {
        AdoptedDomain domain = AdoptedDomain.define(service, 1);
        domain.write("golden");
        domain.cutOutside();
        List<String> chain = domain.chain("vda");
        domain.adopt();
        domain.write("first");
        domain.snapshot("first");
        domain.write("second");

        assertThat(admin.end(domain.release()).getString("status")).isEqualTo("succeeded");

        assertThat(domain.chain("vda")).isEqualTo(chain);
        assertThat(domain.read()).isEqualTo("second");
        assertThat(new String(service.host().readVolume(chain.get(1), 0, 6))).isEqualTo("golden");
        assertThat(domain.layers()).isEmpty();
    }

    @Test
    void aServerWithSnapshotsIsKeptUnlessTheyMayGo() throws IOException {
        AdoptedDomain domain = AdoptedDomain.define(service, 1).adopt();
        long snapshot = domain.snapshot("precious");

        admin.delete(domain.path()).expectProblem(409, "server_has_snapshots");

        assertThat(admin.get(SNAPSHOTS + snapshot + "/").expect(200).json().getString("status")).isEqualTo("completed");
        admin.delete(SNAPSHOTS + snapshot + "/").expect(204);
        assertThat(admin.end(admin.delete(domain.path()).expect(202)).getString("status")).isEqualTo("succeeded");
    }

    @Test
    void failedSnapshotsAreNothingToLose() throws IOException {
        AdoptedDomain domain = AdoptedDomain.define(service, 1).adopt();
        service.suffer(SimulatedFaults.none().fail(Call.CUT, Point.BEFORE, Kind.FAILED));
        assertThat(admin.end(admin.create(domain.id(), "failed").expect(201)).getString("status")).isEqualTo("failed");
        service.heal();

        assertThat(admin.end(admin.delete(domain.path()).expect(202)).getString("status")).isEqualTo("succeeded");
    }

    @Test
    void aBusyServerIsNotReleasedAndOneThatIsBeingReleasedIsBusy() throws IOException {
        AdoptedDomain domain = AdoptedDomain.define(service, 1).adopt();
        long snapshot = domain.snapshot("first");
        service.suffer(SimulatedFaults.none().latency(Call.CUT, Point.BEFORE, LONG));
        Answer creating = admin.create(domain.id(), "slow").expect(201);
        JsonObject refused = admin.delete(domain.path() + "?snapshots=delete").expectProblem(409, "server_busy").json();
        assertThat(refused.getJsonObject("operation").getString("kind")).isEqualTo("snapshot_create");
        service.heal();
        admin.end(creating);
        service.suffer(SimulatedFaults.none().latency(Call.MERGE, Point.BEFORE, LONG));

        Answer releasing = domain.release();

        JsonObject busy = admin.create(domain.id(), "refused").expectProblem(409, "server_busy").json();
        assertThat(busy.getJsonObject("operation").getString("kind")).isEqualTo("server_release");
        admin.post(domain.path() + "start/").expectProblem(409, "server_busy");
        admin.delete(domain.path()).expectProblem(409, "server_busy");
        assertThat(admin.restore(snapshot).status()).as("refused either way").isIn(400, 404);
        service.heal();
        assertThat(admin.end(releasing).getString("status")).isEqualTo("succeeded");
    }

    @ParameterizedTest
    @CsvSource({"MERGE,BEFORE", "MERGE,MIDWAY", "MERGE,AFTER", "DELETE_VOLUME,BEFORE", "INSPECT,BEFORE"})
    void aReleaseThatFailsMidwaySaysSoAndCanBeRepeated(Call call, Point point) throws IOException {
        AdoptedDomain domain = AdoptedDomain.define(service, 1);
        String original = domain.chain("vda").get(0);
        domain.adopt();
        branch(domain, PowerState.RUNNING);
        domain.write("now");
        service.suffer(SimulatedFaults.none().fail(call, point, Kind.FAILED, 2));

        JsonObject failed = admin.end(domain.release());
        service.heal();

        assertThat(failed.getString("status")).isEqualTo("failed");
        assertThat(failed.getJsonObject("error").getString("code")).isEqualTo("hypervisor_failed");
        assertThat(admin.get(domain.path()).expect(200).json().getString("status")).isEqualTo("active");
        assertThat(domain.read()).isEqualTo("now");
        domain.snapshot("usable");
        domain.write("then");
        assertThat(admin.end(domain.release()).getString("status")).isEqualTo("succeeded");
        assertThat(domain.chain("vda")).containsExactly(original);
        assertThat(domain.read()).isEqualTo("then");
    }

    @Test
    void aReleaseTakesOverWhatABackgroundReclaimHasBegun() throws IOException {
        AdoptedDomain domain = AdoptedDomain.define(service, 1);
        String original = domain.chain("vda").get(0);
        domain.adopt();
        long first = domain.snapshot("first");
        domain.fill(8);
        domain.snapshot("second");
        domain.write("now");
        service.suffer(SimulatedFaults.none().mergeRate(64 * 1024));
        admin.delete(SNAPSHOTS + first + "/").expect(204);
        await().until(() -> admin.get("/api/v1/operations/").expect(200).results().stream()
                .anyMatch(operation -> "merge".equals(operation.getString("step", ""))));

        Answer begun = domain.release();
        service.heal();

        assertThat(admin.end(begun).getString("status")).isEqualTo("succeeded");
        assertThat(domain.chain("vda")).containsExactly(original);
        assertThat(domain.read()).isEqualTo("now");
        assertThat(admin.get("/api/v1/operations/").expect(200).results())
                .filteredOn(operation -> operation.getJsonObject("server").getInt("id") == domain.id())
                .allSatisfy(operation -> assertThat(operation.getString("status")).isEqualTo("succeeded"));
    }

    @Test
    void aServerThatWasChangedOutsideIsKeptWithItsSnapshots() throws IOException {
        AdoptedDomain domain = AdoptedDomain.define(service, 1).adopt();
        long snapshot = domain.snapshot("precious");
        domain.cutOutside();

        JsonObject failed = admin.end(domain.release());

        assertThat(failed.getJsonObject("error").getString("code")).isEqualTo("drift_detected");
        assertThat(admin.get(SNAPSHOTS + snapshot + "/").expect(200).json().getString("status")).isEqualTo("completed");
    }

    @Test
    void nothingIsReleasedWhileTheHostDoesNotAnswer() throws IOException {
        AdoptedDomain domain = AdoptedDomain.define(service, 1).adopt();
        service.suffer(SimulatedFaults.none().unreachable());
        await().atMost(Duration.ofSeconds(20)).until(() -> service.nobody().get("/health/ready").status() == 503);

        admin.delete(domain.path()).expectProblem(503, "hypervisor_unavailable");
    }

    @Test
    void onlyAnAdminReleases() {
        service.owner().delete(SERVERS + service.serverId() + "/").expectProblem(403, "permission_denied");
        for (String id : List.of("99999999", "0", "-1", "web-server-01")) {
            admin.delete(SERVERS + id + "/").expectProblem(404, "not_found");
        }
        assertThat(service.server().get("id")).isNotEqualTo(JsonValue.NULL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"snapshots=", "snapshots=keep", "snapshots=DELETE", "snapshots=delete&snapshots=delete"})
    void aMalformedWishForTheSnapshotsIsRefused(String query) {
        Answer refused = admin.delete(SERVERS + service.serverId() + "/?" + query).expectProblem(400, "invalid");
        assertThat(refused.json().getJsonObject("errors").keySet()).containsExactly("snapshots");
    }
}
