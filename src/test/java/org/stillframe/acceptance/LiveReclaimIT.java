package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.stillframe.acceptance.ApiClient.SNAPSHOTS;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Merges of layers of real guests: a user's operation interrupts a slow one, and a release leaves an ordinary domain. */
class LiveReclaimIT {
    private static final String SERVERS = "/api/v1/servers/";
    private static final String GUEST = "web-server-01";
    private static final long MIB = 1L << 20;
    private static final long BYTES_PER_SECOND = 4 * MIB;
    private static final int MIB_TO_MERGE = 96;
    private static final Duration YIELDS_WITHIN = Duration.ofSeconds(1);
    private static final Duration BEGINS = Duration.ofSeconds(60);

    private static LiveDemo demo;

    @BeforeAll
    static void start() throws IOException {
        Path target = Path.of(System.getProperty("stillframe.war")).getParent();
        demo = LiveDemo.start(
                target.resolve("reclaim-" + ProcessHandle.current().pid()),
                Map.of("STILLFRAME_RECLAIM_BANDWIDTH", Long.toString(BYTES_PER_SECOND)));
    }

    @AfterAll
    static void stop() throws IOException {
        if (demo != null) {
            demo.close();
        }
    }

    @Test
    void aCreateWaitsLessThanASecondForAThrottledMergeOfARunningGuest() throws IOException {
        long server = web();
        inside("echo lower > /data/marker; sync");
        long lower = demo.owner().createAndWait(server, "lower");
        inside("dd if=/dev/zero of=/data/big bs=1M count=" + MIB_TO_MERGE + " conv=fsync 2>/dev/null");
        inside("echo upper > /data/marker; sync");
        long upper = demo.owner().createAndWait(server, "upper");
        Duration undisturbed = timeOfCreate();
        demo.owner().delete(SNAPSHOTS + lower + "/").expect(204);
        await().atMost(BEGINS).until(() -> isUnderWay(deletion(lower)));

        Duration disturbed = timeOfCreate();

        assertThat(deletion(lower).getString("status")).as("the merge").isIn("queued", "running");
        assertThat(disturbed.minus(undisturbed))
                .as("what a create takes in a merge, " + disturbed + ", beyond what it takes, " + undisturbed)
                .isLessThan(YIELDS_WITHIN);
        assertThat(demo.owner().end(demo.owner().restore(upper).expect(200)).getString("status")).isEqualTo("succeeded");
        assertThat(inside("cat /data/marker; wc -c < /data/big")).isEqualTo("upper\n" + MIB_TO_MERGE * MIB);
    }

    /** From when it is accepted until it has succeeded. */
    private static Duration timeOfCreate() {
        Answer created = demo.owner().create(web(), "timed").expect(201);
        long accepted = System.nanoTime();
        assertThat(demo.owner().end(created).getString("status")).isEqualTo("succeeded");
        return Duration.ofNanos(System.nanoTime() - accepted);
    }

    private static boolean isUnderWay(JsonObject operation) {
        return operation.getString("step", "").equals("merge") && operation.getInt("progress") > 0;
    }

    private static JsonObject deletion(long snapshot) {
        return demo.owner().get("/api/v1/operations/").expect(200).results().stream()
                .filter(operation -> operation.getString("kind").equals("snapshot_delete"))
                .filter(operation -> operation.getJsonObject("snapshot").getInt("id") == snapshot)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aReleasedGuestRunsOnWithItsDataOnTheOneFileAndInTheDefinitionThatItHadBefore() throws IOException {
        release(web());
        String definition = demo.virsh("dumpxml", "--inactive", "--security-info", GUEST);
        String file = head();
        long id = adopt();
        inside("echo first > /data/marker; sync");
        long first = demo.owner().createAndWait(id, "first");
        inside("echo second > /data/marker; echo second > /data/other; sync");
        demo.owner().createAndWait(id, "second");
        assertThat(demo.owner().end(demo.owner().restore(first).expect(200)).getString("status")).isEqualTo("succeeded");
        inside("echo branch > /data/branch; sync");
        demo.owner().createAndWait(id, "branch");
        inside("echo now > /data/now; sync");
        assertThat(head()).isNotEqualTo(file);
        String boot = inside("cat /proc/sys/kernel/random/boot_id");

        release(id);

        assertThat(inside("cat /proc/sys/kernel/random/boot_id")).as("it was not booted anew").isEqualTo(boot);
        assertThat(inside("cat /data/marker /data/branch /data/now; ls /data/other 2>/dev/null; true"))
                .isEqualTo("first\nbranch\nnow");
        assertThat(head()).isEqualTo(file);
        assertThat(demo.virsh("dumpxml", "--inactive", "--security-info", GUEST)).isEqualTo(definition);
        demo.virsh("destroy", GUEST);
        assertThat(chain(file)).containsExactly(file);
        assertThat(layers()).isEmpty();
        demo.virsh("start", GUEST);
        assertThat(inside("cat /data/marker /data/branch /data/now")).isEqualTo("first\nbranch\nnow");
        adopt();
    }

    private static String inside(String command) throws IOException {
        return demo.inside(GUEST, command);
    }

    /** The id of the server that the guest is now. */
    private static long web() {
        return demo.owner().get(SERVERS).expect(200).results().get(0).getJsonNumber("id").longValueExact();
    }

    private static long adopt() {
        String body = Json.createObjectBuilder()
                .add("host_id", 1)
                .add("domain", GUEST)
                .add("account", "demo@example.com")
                .build()
                .toString();
        return demo.admin().post(SERVERS, body).expect(201).json().getJsonNumber("id").longValueExact();
    }

    private static void release(long id) {
        Answer begun = demo.admin().delete(SERVERS + id + "/?snapshots=delete").expect(202);
        assertThat(demo.admin().end(begun).getString("status")).isEqualTo("succeeded");
        demo.admin().get(SERVERS + id + "/").expectProblem(404, "not_found");
    }

    /** The file that the running guest writes to. */
    private static String head() throws IOException {
        return demo.virsh("domblklist", "--details", GUEST).lines()
                .filter(line -> line.contains(" vda "))
                .map(line -> line.substring(line.indexOf('/')).strip())
                .findFirst()
                .orElseThrow();
    }

    private static List<String> chain(String file) throws IOException {
        return LiveDemo.command("qemu-img", "info", "--backing-chain", file).lines()
                .filter(line -> line.startsWith("image: "))
                .map(line -> line.substring("image: ".length()))
                .toList();
    }

    /** Files of the service that belong to the guest. */
    private static List<Path> layers() throws IOException {
        String uuid = demo.virsh("domuuid", GUEST).strip();
        try (Stream<Path> files = Files.list(Path.of(head(uuid)).getParent())) {
            return files.filter(file -> file.getFileName().toString().startsWith("stillframe-" + uuid)).toList();
        }
    }

    private static String head(String uuid) throws IOException {
        return demo.virsh("domblklist", "--inactive", uuid).lines()
                .filter(line -> line.contains("/"))
                .map(line -> line.substring(line.indexOf('/')).strip())
                .findFirst()
                .orElseThrow();
    }
}
