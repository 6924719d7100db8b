package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.stillframe.acceptance.ApiClient.SNAPSHOTS;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What others do to real guests with virsh, behind the back of the running service, and how an admin gets out of it. */
class LiveDriftIT {
    private static final String SERVERS = "/api/v1/servers/";
    private static final String DRIFT = "/api/v1/drift/";
    private static final String WEB = "web-server-01";
    private static final String DATABASE = "db-server-01";
    private static final Duration PATROLLED = Duration.ofSeconds(60);

    private static LiveDemo demo;

    /** It looks for drift only when asked, so that a test can do something before. */
    @BeforeAll
    static void start() throws IOException {
        Path target = Path.of(System.getProperty("stillframe.war")).getParent();
        demo = LiveDemo.start(
                target.resolve("drift-" + ProcessHandle.current().pid()), Map.of("STILLFRAME_DRIFT_INTERVAL", "PT1H"));
    }

    @AfterAll
    static void stop() throws IOException {
        if (demo != null) {
            demo.close();
        }
    }

    @Test
    void anExternalSnapshotOfOthersIsTakenOverWhileTheGuestRuns() throws IOException {
        long server = server(WEB);
        inside("echo before > /data/marker; sync");
        long before = demo.owner().createAndWait(server, "before-theirs");
        demo.virsh("snapshot-create-as", WEB, "theirs", "--disk-only", "--no-metadata");
        inside("echo theirs > /data/marker; sync");
        JsonObject refused = demo.owner().end(demo.owner().create(server, "refused").expect(201));
        assertThat(refused.getJsonObject("error").getString("code")).isEqualTo("drift_detected");
        reconcile();

        mend(found(server, "overlay_added"), "adopt");
        found(server).forEach(rest -> mend(rest, "repair"));

        assertThat(found(server)).isEmpty();
        long after = demo.owner().createAndWait(server, "after-theirs");
        restore(before);
        assertThat(inside("cat /data/marker")).isEqualTo("before");
        restore(after);
        assertThat(inside("cat /data/marker")).isEqualTo("theirs");
        reconcile();
        assertThat(found(server)).isEmpty();
        demo.owner().delete(SNAPSHOTS + before + "/").expect(204);
        demo.owner().delete(SNAPSHOTS + after + "/").expect(204);
    }

    /** Seen from outside, the chain then looks just as after a merge that is done. */
    @Test
    void aSnapshotSurvivesThatItsDataWasPulledUpAndTheOneBelowDeleted() throws IOException {
        long server = server(WEB);
        inside("echo lower > /data/marker; sync");
        long lower = demo.owner().createAndWait(server, "lower");
        String root = chain(WEB).get(1);
        inside("echo upper > /data/marker; sync");
        long upper = demo.owner().createAndWait(server, "upper");
        inside("echo now > /data/marker; sync");
        demo.virsh("blockpull", WEB, "vda", "--base", root, "--wait");
        demo.owner().delete(SNAPSHOTS + lower + "/").expect(204);
        settle();

        JsonObject deletion = demo.owner().get("/api/v1/operations/").expect(200).results().stream()
                .filter(operation -> operation.getString("kind").equals("snapshot_delete"))
                .filter(operation -> operation.getJsonObject("snapshot").getInt("id") == lower)
                .findFirst()
                .orElseThrow();
        assertThat(deletion.getJsonObject("error").getString("code")).isEqualTo("drift_detected");
        reconcile();
        mend(found(server, "chain_shortened"), "adopt");
        assertThat(found(server)).isEmpty();
        restore(upper);
        assertThat(inside("cat /data/marker")).isEqualTo("upper");
        demo.owner().delete(SNAPSHOTS + upper + "/").expect(204);
    }

    @Test
    void aSnapshotWhoseFileIsDeletedByVirshIsFailed() throws IOException {
        long server = server(WEB);
        long first = demo.owner().createAndWait(server, "kept");
        long second = demo.owner().createAndWait(server, "lost");
        String file = chain(WEB).get(1);
        restore(first);
        settle();
        Path copy = Path.of(file + ".copy");
        Files.copy(Path.of(file), copy);
        demo.virsh("vol-delete", file);
        JsonObject finding = found(server, "snapshot_lost");

        JsonObject lost = demo.owner().get(SNAPSHOTS + second + "/").expect(200).json();
        assertThat(lost.getString("status")).isEqualTo("failed");
        assertThat(lost.getJsonObject("failure").getString("code")).isEqualTo("artefact_missing");
        assertThat(demo.owner().get(SNAPSHOTS + first + "/").expect(200).json().getString("status")).isEqualTo("completed");
        Files.move(copy, Path.of(file));
        mend(finding, "repair");
        restore(second);
        reconcile();
        assertThat(found(server)).isEmpty();
        demo.owner().delete(SNAPSHOTS + first + "/").expect(204);
        demo.owner().delete(SNAPSHOTS + second + "/").expect(204);
    }

    @Test
    void anUndefinedServerIsForgottenAndAdoptedAgainFromItsFiles() throws IOException {
        long server = server(DATABASE);
        demo.other().createAndWait(server, "first");
        String definition = demo.virsh("dumpxml", "--inactive", "--security-info", DATABASE);
        List<String> files = chain(DATABASE);
        demo.other().end(demo.other().post(SERVERS + server + "/stop/").expect(202));
        demo.virsh("undefine", DATABASE);
        JsonObject refused = demo.admin().end(demo.admin().delete(SERVERS + server + "/?snapshots=delete").expect(202));
        assertThat(refused.getJsonObject("error").getString("code")).isEqualTo("drift_detected");
        reconcile();

        mend(found(server, "domain_gone"), "forget");

        demo.admin().get(SERVERS + server + "/").expectProblem(404, "not_found");
        assertThat(files).allSatisfy(file -> assertThat(Path.of(file)).exists());
        Path xml = Files.createTempFile("stillframe", ".xml");
        Files.writeString(xml, definition);
        demo.virsh("define", xml.toString());
        Files.delete(xml);
        String body = Json.createObjectBuilder()
                .add("host_id", 1)
                .add("domain", DATABASE)
                .add("account", "other@example.com")
                .build()
                .toString();
        long again = demo.admin().post(SERVERS, body).expect(201).json().getJsonNumber("id").longValueExact();
        demo.other().createAndWait(again, "anew");
        reconcile();
        assertThat(found(again)).isEmpty();
        demo.other().end(demo.other().post(SERVERS + again + "/start/").expect(202));
    }

    @Test
    void aServerWhoseDefinitionWasRemovedWhileItRunsIsDefinedAgain() throws IOException {
        long server = server(WEB);
        demo.virsh("undefine", WEB);
        reconcile();

        mend(found(server, "domain_transient"), "repair");

        assertThat(demo.virsh("list", "--all", "--persistent", "--name")).contains(WEB);
        long snapshot = demo.owner().createAndWait(server, "defined-again");
        restore(snapshot);
        reconcile();
        assertThat(found(server)).isEmpty();
        demo.owner().delete(SNAPSHOTS + snapshot + "/").expect(204);
    }

    @Test
    void aDiskThatComesAndGoesIsTakenUpAndForgottenOnceNoSnapshotHoldsIt() throws IOException {
        long server = server(WEB);
        demo.owner().end(demo.owner().post(SERVERS + server + "/stop/").expect(202));
        Path disk = Path.of(chain(WEB).get(0)).resolveSibling("added.qcow2");
        LiveDemo.command("qemu-img", "create", "-q", "-f", "qcow2", disk.toString(), "8M");
        demo.virsh("attach-disk", WEB, disk.toString(), "vdz", "--subdriver", "qcow2", "--config");
        reconcile();
        mend(found(server, "disk_added"), "adopt");
        assertThat(found(server)).isEmpty();
        long snapshot = demo.owner().createAndWait(server, "with-two-disks");
        assertThat(demo.virsh("domblklist", "--inactive", WEB)).doesNotContain("added.qcow2");
        demo.virsh("detach-disk", WEB, "vdz", "--config");
        reconcile();
        JsonObject removed = found(server, "disk_removed");
        JsonObject refused = demo.admin().end(demo.admin().post(DRIFT + removed.getInt("id") + "/adopt/").expect(202));
        assertThat(refused.getJsonObject("error").getString("code")).isEqualTo("repair_not_offered");
        // A head is named for each known disk before the domain is looked at; the one for this disk is given up.
        long without = demo.owner().createAndWait(server, "without-that-disk");
        assertThat(demo.virsh("domblklist", "--inactive", WEB)).doesNotContain("vdz");
        demo.owner().delete(SNAPSHOTS + without + "/").expect(204);
        demo.owner().delete(SNAPSHOTS + snapshot + "/").expect(204);
        settle();

        mend(removed, "adopt");

        assertThat(found(server)).allSatisfy(rest -> assertThat(rest.getString("kind")).isEqualTo("stray_layer"));
        assertThat(disk).exists();
        found(server).forEach(rest -> mend(rest, "repair"));
        Files.delete(disk);
        demo.owner().end(demo.owner().post(SERVERS + server + "/start/").expect(202));
    }

    @Test
    void aSnapshotsFileThatWasMovedToAnotherPoolIsUsedThere() throws IOException {
        long server = server(WEB);
        inside("echo first > /data/marker; sync");
        long first = demo.owner().createAndWait(server, "stays");
        inside("echo second > /data/marker; sync");
        long second = demo.owner().createAndWait(server, "moves");
        String file = chain(WEB).get(1);
        restore(first);
        // What the restore replaced stands on the file that is to be moved.
        demo.virsh("destroy", WEB);
        Path elsewhere = Files.createDirectories(Path.of(file).getParent().resolveSibling("elsewhere"));
        demo.virsh("pool-create-as", "elsewhere", "dir", "--target", elsewhere.toString());
        Path moved = elsewhere.resolve(Path.of(file).getFileName());
        Files.move(Path.of(file), moved);
        reconcile();
        JsonObject finding = found(server, "layer_moved");
        JsonObject refused = demo.admin().end(demo.admin().post(DRIFT + finding.getInt("id") + "/adopt/").expect(202));
        assertThat(refused.getJsonObject("error").getString("code")).isEqualTo("repair_not_offered");
        mend(found(server, "safety_point_lost"), "forget");
        settle();
        Files.move(moved, Path.of(file));
        reconcile();
        settle();
        await().atMost(PATROLLED.multipliedBy(2)).until(() -> standingOn(file).isEmpty());
        Files.move(Path.of(file), moved);
        reconcile();

        mend(found(server, "layer_moved"), "adopt");
        mend(found(server, "snapshot_returned"), "repair");

        assertThat(found(server)).isEmpty();
        assertThat(demo.owner().get(SNAPSHOTS + second + "/").expect(200).json().getString("status")).isEqualTo("completed");
        restore(second);
        demo.owner().end(demo.owner().post(SERVERS + server + "/start/").expect(202));
        assertThat(inside("cat /data/marker")).isEqualTo("second");
        demo.owner().delete(SNAPSHOTS + first + "/").expect(204);
        demo.owner().delete(SNAPSHOTS + second + "/").expect(204);
    }

    @Test
    void whatTheNextStartWouldUseIsPutRightWhileTheGuestRuns() throws IOException {
        long server = server(WEB);
        long snapshot = demo.owner().createAndWait(server, "before-the-edit");
        List<String> chain = chain(WEB);
        Path xml = Files.createTempFile("stillframe", ".xml");
        Files.writeString(
                xml, demo.virsh("dumpxml", "--inactive", "--security-info", WEB).replace(chain.get(0), chain.get(1)));
        demo.virsh("define", xml.toString());
        Files.delete(xml);
        reconcile();

        mend(found(server, "next_start_differs"), "repair");

        assertThat(found(server)).isEmpty();
        demo.owner().end(demo.owner().post(SERVERS + server + "/stop/").expect(202));
        demo.owner().end(demo.owner().post(SERVERS + server + "/start/").expect(202));
        assertThat(chain(WEB)).isEqualTo(chain);
        demo.owner().delete(SNAPSHOTS + snapshot + "/").expect(204);
    }

    /** Files of the same directory that read through to that one directly. */
    private static List<Path> standingOn(String file) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(file).getParent())) {
            return files.filter(other -> backing(other).equals(file)).toList();
        }
    }

    private static String backing(Path file) {
        try {
            return LiveDemo.command("sh", "-c", "qemu-img info -U \"$0\" | sed -n 's/^backing file: \\([^ ]*\\).*/\\1/p'", file.toString())
                    .strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String inside(String command) throws IOException {
        return demo.inside(WEB, command);
    }

    private static long server(String name) {
        return demo.admin().get(SERVERS).expect(200).results().stream()
                .filter(server -> server.getString("name").equals(name))
                .findFirst()
                .orElseThrow()
                .getJsonNumber("id")
                .longValueExact();
    }

    private static void restore(long snapshot) {
        assertThat(demo.owner().end(demo.owner().restore(snapshot).expect(200)).getString("status")).isEqualTo("succeeded");
    }

    /** Once nothing is reclaimed any more: a server that is busy is left out. */
    private static void reconcile() {
        settle();
        JsonObject operation = demo.admin().end(demo.admin().post("/api/v1/hosts/1/reconcile/").expect(202));
        assertThat(operation.getString("status")).as(operation.toString()).isEqualTo("succeeded");
    }

    private static void settle() {
        await().atMost(PATROLLED).until(() -> demo.admin().get("/api/v1/operations/").expect(200).results().stream()
                .noneMatch(operation -> List.of("queued", "running").contains(operation.getString("status"))));
    }

    private static List<JsonObject> found(long server) {
        return demo.admin().get(DRIFT).expect(200).results().stream()
                .filter(finding -> finding.get("server") != JsonValue.NULL)
                .filter(finding -> finding.getJsonObject("server").getInt("id") == server)
                .toList();
    }

    /** Compares again until it is found: background work on the server, which no client sees, comes first. */
    private static JsonObject found(long server, String kind) {
        await().atMost(PATROLLED).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
            reconcile();
            assertThat(found(server)).extracting(finding -> finding.getString("kind")).contains(kind);
        });
        return found(server).stream().filter(finding -> finding.getString("kind").equals(kind)).findFirst().orElseThrow();
    }

    private static void mend(JsonObject finding, String repair) {
        JsonObject operation = demo.admin()
                .end(demo.admin().post(DRIFT + finding.getInt("id") + "/" + repair + "/").expect(202));
        assertThat(operation.getString("status")).as(finding + " " + operation).isEqualTo("succeeded");
    }

    /** The files of a guest's disk, head first. */
    private static List<String> chain(String guest) throws IOException {
        String head = demo.virsh("domblklist", guest).lines()
                .filter(line -> line.contains(" vda "))
                .map(line -> line.substring(line.indexOf('/')).strip())
                .findFirst()
                .orElseThrow();
        return LiveDemo.command("qemu-img", "info", "-U", "--backing-chain", head).lines()
                .filter(line -> line.startsWith("image: "))
                .map(line -> line.substring("image: ".length()))
                .toList();
    }
}
