package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.stillframe.acceptance.ApiClient.SNAPSHOTS;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.PowerState;
import org.stillframe.hypervisor.simulated.Call;
import org.stillframe.hypervisor.simulated.SimulatedFaults;
import org.stillframe.hypervisor.simulated.SimulatedFaults.Point;

/** What is changed behind the service's back is found, told to those whom it concerns, and mended as an admin chooses. */
@ExtendWith(SharedService.class)
class DriftIT {
    private static final String DRIFT = "/api/v1/drift/";
    private static final String RECONCILE = "/api/v1/hosts/1/reconcile/";
    private static final String UNKNOWN = "9223372036854775807";

    private final Service service;
    private final ApiClient admin;
    private final ApiClient other;

    DriftIT(Service service) {
        this.service = service;
        this.admin = service.admin();
        this.other = service.other();
    }

    @Test
    void aServerThatIsAsItWasLeftHasNoDrift() throws IOException {
        AdoptedDomain domain = AdoptedDomain.define(service, 2).adopt();
        AdoptedDomain.Pair pair = domain.twoSnapshots(1);
        domain.restore(pair.lower());
        domain.power("start");

        JsonObject operation = reconcile();

        assertThat(operation.getString("kind")).isEqualTo("host_reconcile");
        service.admin().post("/api/v1/operations/" + operation.getString("id") + "/undo/").expectProblem(409, "operation_not_undoable");
        assertThat(operation.getString("status")).isEqualTo("succeeded");
        assertThat(operation.get("server")).isEqualTo(JsonValue.NULL);
        assertThat(found(domain)).isEmpty();
        assertThat(server(domain).getJsonArray("drift")).isEmpty();
    }

    @Test
    void aDifferenceIsToldOnceAndToItsOwnerWithoutPaths() throws IOException {
        AdoptedDomain domain = AdoptedDomain.define(service, 1).adopt();
        String name = domain.name();
        service.host().rename(domain.uuid(), "renamed-" + domain.uuid());
        expect(domain, "domain_renamed");

        JsonObject finding = only(domain);
        assertThat(finding.keySet())
                .containsExactly("id", "kind", "severity", "host", "server", "snapshot", "subject", "detail", "repairs",
                        "first_seen_at", "last_seen_at");
        assertThat(finding.getString("kind")).isEqualTo("domain_renamed");
        assertThat(finding.getString("severity")).isEqualTo("info");
        assertThat(finding.getJsonObject("host").getInt("id")).isEqualTo(1);
        assertThat(finding.getJsonObject("server").getString("name")).isEqualTo(name);
        assertThat(finding.get("snapshot")).isEqualTo(JsonValue.NULL);
        assertThat(finding.getString("detail")).contains(name, "renamed-" + domain.uuid());
        assertThat(finding.getJsonArray("repairs").getValuesAs(JsonString::getString)).containsExactly("adopt");
        for (ApiClient client : List.of(admin, other)) {
            JsonObject told = client.get(domain.path()).expect(200).json().getJsonArray("drift").getJsonObject(0);
            assertThat(told.getString("kind")).isEqualTo("domain_renamed");
            assertThat(told.getString("detail")).isEqualTo("The server has another name on its host.");
        }
        reconcile();
        assertThat(only(domain).getInt("id")).isEqualTo(finding.getInt("id"));

        mend(finding, "adopt");

        assertThat(found(domain)).isEmpty();
        assertThat(server(domain).getJsonArray("drift")).isEmpty();
        expect(domain);
        admin.post(DRIFT + finding.getInt("id") + "/adopt/").expectProblem(409, "repair_not_offered");
    }

    @Test
    void whatIsPutRightOnTheHostHealsByItself() throws IOException {
        AdoptedDomain domain = AdoptedDomain.define(service, 1).adopt();
        String name = domain.name();
        service.host().rename(domain.uuid(), "renamed-" + domain.uuid());
        expect(domain, "domain_renamed");
        service.host().rename(domain.uuid(), name);

        expect(domain);
    }

    @Test
    void aServerWhoseDomainIsGoneCanBeForgottenAndItsFilesStay() throws IOException {
        AdoptedDomain domain = AdoptedDomain.define(service, 1).adopt();
        domain.twoSnapshots(1);
        List<Path> files = domain.layers();
        service.host().undefine(domain.uuid());
        JsonObject failed = admin.end(admin.create(domain.id(), "third").expect(201));
        assertThat(failed.getJsonObject("error").getString("code")).isEqualTo("drift_detected");
        expect(domain, "domain_gone");
        JsonObject finding = only(domain);
        admin.post(DRIFT + finding.getInt("id") + "/adopt/").expectProblem(409, "repair_not_offered");

        mend(finding, "forget");

        admin.get(domain.path()).expectProblem(404, "not_found");
        assertThat(other.get(SNAPSHOTS + "?server_id=" + domain.id()).expect(200).results()).isEmpty();
        assertThat(found(domain)).isEmpty();
        assertThat(files).isNotEmpty().allSatisfy(file -> assertThat(file).exists());
    }

    @Test
    void aServerThatWasDefinedAnewIsBoundToItsNewDomainWithAllItsSnapshots() throws IOException {
        AdoptedDomain domain = AdoptedDomain.define(service, 1).adopt();
        AdoptedDomain.Pair pair = domain.twoSnapshots(1);
        AdoptedDomain anew = domain.redefineOutside();
        expect(domain, "domain_redefined");

        mend(only(domain), "adopt");

        assertThat(found(domain)).isEmpty();
        anew.restore(pair.lower());
        assertThat(anew.read()).isEqualTo("first");
        anew.snapshot("third");
        expect(domain);
    }

    @Test
    void aSnapshotWhoseFileIsGoneIsFailedUntilTheFileIsBackAndItIsRepaired() throws IOException {
        AdoptedDomain domain = AdoptedDomain.define(service, 1).adopt();
        domain.write("first");
        long first = domain.snapshot("first");
        domain.write("second");
        long second = domain.snapshot("second");
        Path file = Path.of(domain.chain("vda").get(1));
        domain.restore(first);
        Path aside = service.data().resolve(file.getFileName());
        Files.move(file, aside);
        expect(domain, "snapshot_lost", "safety_point_lost");

        JsonObject lost = other.get(SNAPSHOTS + second + "/").expect(200).json();
        assertThat(lost.getString("status")).isEqualTo("failed");
        assertThat(lost.getJsonObject("failure").getString("code")).isEqualTo("artefact_missing");
        assertThat(lost.getJsonObject("failure").getString("detail")).doesNotContain("/");
        assertThat(lost.get("size_mb")).isEqualTo(JsonValue.NULL);
        assertThat(other.get(SNAPSHOTS + first + "/").expect(200).json().getString("status")).isEqualTo("completed");
        other.restore(second).expectProblem(400, "server_state_invalid");
        JsonObject finding = ofKind(domain, "snapshot_lost");
        assertThat(finding.getJsonObject("snapshot").getString("name")).isEqualTo("second");
        assertThat(finding.getString("detail")).contains(file.toString());
        JsonObject stillGone = admin.end(admin.post(DRIFT + finding.getInt("id") + "/repair/").expect(202));
        assertThat(stillGone.getJsonObject("error").getString("code")).isEqualTo("drift_persists");
        Files.move(aside, file);

        mend(finding, "repair");

        assertThat(found(domain)).isEmpty();
        assertThat(other.get(SNAPSHOTS + second + "/").expect(200).json().getString("status")).isEqualTo("completed");
        domain.restore(second);
        assertThat(domain.read()).isEqualTo("second");
    }

    @Test
    void aRepairThatMeetsBackgroundWorkIsDoneAllTheSame() throws IOException {
        AdoptedDomain domain = AdoptedDomain.define(service, 1).adopt();
        domain.write("kept");
        long deleted = domain.snapshot("deleted");
        service.host().rename(domain.uuid(), "renamed-" + domain.uuid());
        expect(domain, "domain_renamed");
        service.suffer(SimulatedFaults.none().latency(Call.DELETE_VOLUME, Point.BEFORE, Duration.ofSeconds(4)));
        admin.delete(SNAPSHOTS + deleted + "/").expect(204);
        await().until(() -> deletion(deleted).getString("status").equals("running"));

        mend(only(domain), "adopt");

        service.heal();
        await().until(() -> deletion(deleted).getString("status").equals("succeeded"));
        reconcile();
        assertThat(found(domain)).isEmpty();
    }

    @Test
    void aLostSnapshotComesBackOnlyIfThereIsRoomUnderTheLimit() throws IOException {
        AdoptedDomain domain = AdoptedDomain.define(service, 1).adopt();
        domain.write("kept");
        long first = domain.snapshot("first");
        long second = domain.snapshot("second");
        Path file = Path.of(domain.chain("vda").get(1));
        domain.restore(first);
        Path aside = service.data().resolve(file.getFileName());
        Files.move(file, aside);
        expect(domain, "snapshot_lost", "safety_point_lost");
        for (int i = 0; i < 4; i++) {
            domain.snapshot("more-" + i);
        }
        admin.create(domain.id(), "sixth").expectProblem(400, "snapshot_limit_reached");
        Files.move(aside, file);
        expect(domain, "snapshot_returned");
        JsonObject returned = ofKind(domain, "snapshot_returned");

        JsonObject refused = admin.end(admin.post(DRIFT + returned.getInt("id") + "/repair/").expect(202));

        assertThat(refused.getJsonObject("error").getString("code")).isEqualTo("snapshot_limit_reached");
        mend(returned, "forget");
        other.get(SNAPSHOTS + second + "/").expectProblem(404, "not_found");
        assertThat(found(domain)).isEmpty();
    }

    @Test
    void anOverlayOfOthersBecomesALayerLikeAnyOther() throws IOException {
        AdoptedDomain domain = AdoptedDomain.define(service, 1).adopt();
        domain.write("before");
        long before = domain.snapshot("before");
        domain.cutOutside();
        domain.write("on top");
        expect(domain, "overlay_added");
        JsonObject failed = admin.end(admin.create(domain.id(), "refused").expect(201));
        assertThat(failed.getJsonObject("error").getString("code")).isEqualTo("drift_detected");
        service.settle();

        mend(only(domain), "adopt");

        assertThat(found(domain)).isEmpty();
        long after = domain.snapshot("after");
        domain.restore(before);
        assertThat(domain.read()).isEqualTo("before");
        domain.restore(after);
        assertThat(domain.read()).isEqualTo("on top");
        admin.end(domain.release());
        assertThat(domain.read()).isEqualTo("on top");
        assertThat(domain.layers()).isEmpty();
    }

    @Test
    void aDefinitionThatWentBackToASnapshotsFileIsPutRight() throws IOException {
        AdoptedDomain domain = AdoptedDomain.define(service, 1).adopt();
        domain.write("first");
        long first = domain.snapshot("first");
        domain.write("second");
        List<String> chain = domain.chain("vda");
        service.host().point(domain.uuid(), "vda", chain.get(1));
        expect(domain, "head_will_overwrite");

        mend(only(domain), "repair");

        assertThat(domain.chain("vda")).isEqualTo(chain);
        assertThat(domain.read()).isEqualTo("second");
        domain.restore(first);
        assertThat(domain.read()).isEqualTo("first");
    }

    @Test
    void aSnapshotThatTheServerWritesToIsFailedForGood() throws IOException {
        AdoptedDomain domain = AdoptedDomain.define(service, 1).adopt();
        domain.write("first");
        long first = domain.snapshot("first");
        List<String> chain = domain.chain("vda");
        service.host().point(domain.uuid(), "vda", chain.get(1));
        domain.power("start");
        domain.write("spoiled");
        expect(domain, "head_overwrites", "snapshot_overwritten");
        JsonObject failure = other.get(SNAPSHOTS + first + "/").expect(200).json().getJsonObject("failure");
        assertThat(failure.getString("code")).isEqualTo("artefact_overwritten");
        mend(ofKind(domain, "head_overwrites"), "adopt");
        reconcile();
        domain.snapshot("after");
        assertThat(domain.read()).isEqualTo("spoiled");
        assertThat(other.get(SNAPSHOTS + first + "/").expect(200).json().getString("status")).isEqualTo("failed");
    }

    @Test
    void aFileThatWasLeftBehindIsDeletedUnlessSomethingRefersToIt() throws IOException {
        AdoptedDomain domain = AdoptedDomain.define(service, 1).adopt();
        domain.snapshot("first");
        Path layer = Path.of(domain.chain("vda").get(0));
        Path stray = layer.resolveSibling("stillframe-" + domain.uuid() + "-" + UUID.randomUUID() + ".qcow2");
        Files.copy(layer, stray);
        expect(domain, "stray_layer");
        JsonObject finding = only(domain);
        assertThat(finding.getString("subject")).isEqualTo(stray.toString());

        mend(finding, "repair");

        assertThat(stray).doesNotExist();
        assertThat(layer).exists();
    }

    @Test
    void nothingIsReclaimedWhileTheFilesAreNotWhatIsKnownOfThem() throws IOException {
        AdoptedDomain domain = AdoptedDomain.define(service, 1).adopt();
        AdoptedDomain.Pair pair = domain.twoSnapshots(1);
        domain.cutOutside();
        expect(domain, "overlay_added");
        admin.delete(SNAPSHOTS + pair.lower() + "/").expect(204);
        await().atMost(Duration.ofSeconds(30)).until(() -> deletion(pair.lower()).getString("status").equals("failed"));

        JsonObject reclaim = deletion(pair.lower());
        assertThat(reclaim.getJsonObject("error").getString("code")).isEqualTo("drift_detected");
        mend(only(domain), "adopt");
        domain.restore(pair.upper());
        assertThat(domain.read()).isEqualTo("second");
    }

    @Test
    void aHostThatDoesNotAnswerProvesNothing() throws IOException {
        AdoptedDomain domain = AdoptedDomain.define(service, 1).adopt();
        long first = domain.snapshot("first");
        service.suffer(SimulatedFaults.none().unreachable());

        JsonObject failed = reconcile();

        assertThat(failed.getJsonObject("error").getString("code")).isEqualTo("hypervisor_unavailable");
        assertThat(admin.get(DRIFT).expect(200).results())
                .filteredOn(finding -> finding.getString("kind").equals("host_unreachable"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.get("server")).isEqualTo(JsonValue.NULL);
                    assertThat(finding.getJsonArray("repairs")).isEmpty();
                    admin.post(DRIFT + finding.getInt("id") + "/repair/").expectProblem(409, "repair_not_offered");
                });
        assertThat(found(domain)).isEmpty();
        assertThat(other.get(SNAPSHOTS + first + "/").expect(200).json().getString("status")).isEqualTo("completed");
        service.heal();
        reconcile();
        assertThat(admin.get(DRIFT).expect(200).results())
                .noneMatch(finding -> finding.getString("kind").equals("host_unreachable"));
    }

    @Test
    void aServerThatIsBusyIsNeitherJudgedNorMended() throws IOException {
        AdoptedDomain domain = AdoptedDomain.define(service, 1).adopt();
        String name = domain.name();
        service.host().rename(domain.uuid(), "renamed-" + domain.uuid());
        expect(domain, "domain_renamed");
        JsonObject finding = only(domain);
        service.suffer(SimulatedFaults.none().latency(Call.CUT, Point.BEFORE, Duration.ofMinutes(2)));
        Answer busy = admin.create(domain.id(), "slow").expect(201);
        service.host().rename(domain.uuid(), name);

        reconcile();

        assertThat(only(domain).getInt("id")).isEqualTo(finding.getInt("id"));
        JsonObject refused = admin.post(DRIFT + finding.getInt("id") + "/adopt/").expectProblem(409, "server_busy").json();
        assertThat(refused.getJsonObject("operation").getString("kind")).isEqualTo("snapshot_create");
        service.heal();
        assertThat(admin.end(busy).getString("status")).isEqualTo("succeeded");
        expect(domain);
    }

    @Test
    void whatCannotBeReadIsNotTakenForLost() throws IOException {
        AdoptedDomain domain = AdoptedDomain.define(service, 1).adopt();
        long first = domain.snapshot("first");
        Path file = Path.of(domain.chain("vda").get(1));
        Path aside = service.data().resolve(file.getFileName());
        Files.move(file, aside);
        service.suffer(SimulatedFaults.none().fail(Call.VOLUMES, Point.BEFORE, Kind.FAILED));

        expect(domain, "storage_unreadable");
        assertThat(other.get(SNAPSHOTS + first + "/").expect(200).json().getString("status")).isEqualTo("completed");
        service.suffer(SimulatedFaults.none().fail(Call.VOLUME, Point.BEFORE, Kind.FAILED));
        reconcile();
        assertThat(kinds(domain)).as("the list lacks it, but asked for by name nothing is said").containsExactly("storage_unreadable");
        service.heal();
        expect(domain, "chain_broken", "snapshot_lost");
        Files.move(aside, file);
        mend(ofKind(domain, "snapshot_lost"), "repair");
        assertThat(found(domain)).isEmpty();
    }

    @Test
    void aRestoreToAFileThatIsGoneIsRefusedBeforeTheServerIsStopped() throws IOException {
        AdoptedDomain domain = AdoptedDomain.define(service, 1).adopt();
        long first = domain.snapshot("first");
        long second = domain.snapshot("second");
        Path file = Path.of(domain.chain("vda").get(1));
        domain.restore(first);
        domain.power("start");
        Path aside = service.data().resolve(file.getFileName());
        Files.move(file, aside);

        JsonObject failed = admin.end(admin.restore(second).expect(200));

        assertThat(failed.getJsonObject("error").getString("code")).isEqualTo("drift_detected");
        assertThat(domain.state()).isEqualTo(PowerState.RUNNING);
        Files.move(aside, file);
        domain.restore(second);
    }

    @ParameterizedTest
    @EnumSource(value = Point.class, names = {"BEFORE", "AFTER"})
    void aRepairThatTheHostInterruptsIsDoneAgain(Point point) throws IOException {
        AdoptedDomain domain = AdoptedDomain.define(service, 1).adopt();
        domain.snapshot("first");
        List<String> chain = domain.chain("vda");
        service.host().point(domain.uuid(), "vda", chain.get(1));
        expect(domain, "head_will_overwrite");
        service.suffer(SimulatedFaults.none().fail(Call.REDEFINE, point, Kind.UNAVAILABLE, 1));

        mend(only(domain), "repair");

        assertThat(domain.chain("vda")).isEqualTo(chain);
        assertThat(found(domain)).isEmpty();
    }

    @Test
    void whatWasFoundOfAServerGoesWithIt() throws IOException {
        AdoptedDomain domain = AdoptedDomain.define(service, 1).adopt();
        service.host().rename(domain.uuid(), "renamed-" + domain.uuid());
        expect(domain, "domain_renamed");
        assertThat(admin.end(domain.release()).getString("status")).isEqualTo("succeeded");

        expect(domain);
    }

    @Test
    void driftIsForAdmins() {
        for (ApiClient client : List.of(service.owner(), other)) {
            client.get(DRIFT).expectProblem(403, "permission_denied");
            client.post(RECONCILE).expectProblem(403, "permission_denied");
            client.post(DRIFT + "1/adopt/").expectProblem(403, "permission_denied");
        }
        service.nobody().get(DRIFT).expectProblem(401, "authentication_failed");
    }

    @ParameterizedTest
    @ValueSource(strings = {UNKNOWN, "0", "-1", "one", "9223372036854775808"})
    void whatDoesNotExistIsNotFound(String id) {
        admin.post("/api/v1/hosts/" + id + "/reconcile/").expectProblem(404, "not_found");
        for (String repair : List.of("adopt", "repair", "forget")) {
            admin.post(DRIFT + id + "/" + repair + "/").expectProblem(404, "not_found");
        }
        admin.post(DRIFT + "1/burn/").expectProblem(404, "not_found");
        admin.get(RECONCILE).expectProblem(405, "method_not_allowed");
    }

    private JsonObject reconcile() {
        return admin.end(admin.post(RECONCILE).expect(202));
    }

    /** Compares until just these kinds are found: background work on the server, which no client sees, comes first. */
    private void expect(AdoptedDomain domain, String... kinds) {
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
            reconcile();
            assertThat(kinds(domain)).containsExactlyInAnyOrder(kinds);
        });
    }

    private void mend(JsonObject finding, String repair) {
        JsonObject operation = admin.end(admin.post(DRIFT + finding.getInt("id") + "/" + repair + "/").expect(202));
        assertThat(operation.getString("kind")).isEqualTo("drift_repair");
        assertThat(operation.getString("status")).as(operation.toString()).isEqualTo("succeeded");
    }

    private JsonObject deletion(long snapshot) {
        return admin.get("/api/v1/operations/").expect(200).results().stream()
                .filter(operation -> operation.getString("kind").equals("snapshot_delete"))
                .filter(operation -> operation.getJsonObject("snapshot").getInt("id") == snapshot)
                .findFirst()
                .orElseThrow();
    }

    private List<JsonObject> found(AdoptedDomain domain) {
        return admin.get(DRIFT).expect(200).results().stream()
                .filter(finding -> finding.get("server") != JsonValue.NULL)
                .filter(finding -> finding.getJsonObject("server").getInt("id") == domain.id())
                .toList();
    }

    private List<String> kinds(AdoptedDomain domain) {
        return found(domain).stream().map(finding -> finding.getString("kind")).toList();
    }

    private JsonObject only(AdoptedDomain domain) {
        assertThat(found(domain)).hasSize(1);
        return found(domain).get(0);
    }

    private JsonObject ofKind(AdoptedDomain domain, String kind) {
        return found(domain).stream().filter(finding -> finding.getString("kind").equals(kind)).findFirst().orElseThrow();
    }

    private JsonObject server(AdoptedDomain domain) {
        return admin.get(domain.path()).expect(200).json();
    }
}
