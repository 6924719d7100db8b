package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The main job: {@code ./run}, a guest that QEMU runs, its own file system, and nothing but the HTTP API. */
class EndToEndIT {
    private static final long WEB = 12345;
    private static final long DATABASE = 12346;
    private static final String WEB_GUEST = "web-server-01";
    private static final String DATABASE_GUEST = "db-server-01";

    private static final Duration RECLAIM = Duration.ofSeconds(60);

    private static LiveDemo demo;

    @BeforeAll
    static void start() throws IOException {
        Path target = Path.of(System.getProperty("stillframe.war")).getParent();
        demo = LiveDemo.start(target.resolve("e2e-" + ProcessHandle.current().pid()));
    }

    @AfterAll
    static void stop() throws IOException {
        if (demo != null) {
            demo.close();
        }
    }

    @AfterEach
    void letGoOfAllSnapshots() {
        for (JsonObject snapshot : demo.owner().get(ApiClient.SNAPSHOTS).expect(200).results()) {
            delete(demo.owner(), snapshot.getJsonNumber("id").longValueExact());
        }
    }

    @Test
    void aRunningServerGoesBackToWhatItHeldAndRunsOn() throws IOException {
        write("old");
        long snapshot = demo.owner().createAndWait(WEB, "running");
        write("new");

        restore(demo.owner(), snapshot);

        assertThat(read()).isEqualTo("old");
        assertThat(status()).isEqualTo("active");
        assertThat(get(snapshot).getString("consistency")).isEqualTo("application");
        assertThat(get(snapshot).getInt("size_mb")).isPositive();
    }

    @Test
    void aStoppedServerGoesBackToWhatItHeldAndStaysStopped() throws IOException {
        write("old");
        power("stop");
        long snapshot = demo.owner().createAndWait(WEB, "stopped");
        power("start");
        write("new");
        power("stop");

        restore(demo.owner(), snapshot);

        assertThat(status()).isEqualTo("stopped");
        power("start");
        assertThat(read()).isEqualTo("old");
        assertThat(get(snapshot).getString("consistency")).isEqualTo("offline");
    }

    @Test
    void whatARestoreReplacedOnARunningServerComesBackByItsUndo() throws IOException {
        write("old");
        long snapshot = demo.owner().createAndWait(WEB, "running");
        write("precious");
        Answer restored = restore(demo.owner(), snapshot);
        assertThat(read()).isEqualTo("old");
        write("after the restore");

        Answer undone = undo(restored);

        assertThat(read()).isEqualTo("precious");
        assertThat(status()).isEqualTo("active");
        undo(undone);
        assertThat(read()).isEqualTo("after the restore");
        restore(demo.owner(), snapshot);
        assertThat(read()).isEqualTo("old");
    }

    @Test
    void whatARestoreReplacedOnAStoppedServerComesBackByItsUndoAndItStaysStopped() throws IOException {
        write("old");
        long snapshot = demo.owner().createAndWait(WEB, "stopped");
        write("precious");
        power("stop");
        Answer restored = restore(demo.owner(), snapshot);
        delete(demo.owner(), snapshot);

        undo(restored);

        assertThat(status()).isEqualTo("stopped");
        power("start");
        assertThat(read()).isEqualTo("precious");
    }

    @Test
    void everySnapshotKeepsItsContentOverBranchesAndTheDeletionOfTheMiddleOne() throws IOException {
        write("first");
        long first = demo.owner().createAndWait(WEB, "first");
        write("second");
        long second = demo.owner().createAndWait(WEB, "second");
        write("third");
        long third = demo.owner().createAndWait(WEB, "third");
        write("in no snapshot");

        restore(demo.owner(), first);
        assertThat(read()).isEqualTo("first");
        write("branch");
        long branch = demo.owner().createAndWait(WEB, "branch");
        delete(demo.owner(), second);

        restore(demo.owner(), third);
        assertThat(read()).isEqualTo("third");
        restore(demo.owner(), branch);
        assertThat(read()).isEqualTo("branch");
        restore(demo.owner(), first);
        assertThat(read()).isEqualTo("first");
    }

    @Test
    void allDisksOfAServerGoBackTogether() throws IOException {
        String read = "cat /data/marker /data2/marker";
        demo.inside(DATABASE_GUEST, "echo old > /data/marker; echo older > /data2/marker; sync");
        long snapshot = demo.other().createAndWait(DATABASE, "both-disks");
        demo.inside(DATABASE_GUEST, "echo new > /data/marker; echo newer > /data2/marker; sync");
        assertThat(demo.inside(DATABASE_GUEST, read)).isEqualTo("new\nnewer");

        restore(demo.other(), snapshot);

        assertThat(demo.inside(DATABASE_GUEST, read)).isEqualTo("old\nolder");
        delete(demo.other(), snapshot);
    }

    private static void write(String marker) throws IOException {
        demo.inside(WEB_GUEST, "echo '" + marker + "' > /data/marker; sync");
        assertThat(read()).isEqualTo(marker);
    }

    private static String read() throws IOException {
        return demo.inside(WEB_GUEST, "cat /data/marker");
    }

    private static JsonObject get(long snapshot) {
        return demo.owner().get(ApiClient.SNAPSHOTS + snapshot + "/").expect(200).json();
    }

    private static String status() {
        return demo.owner().get("/api/v1/servers/" + WEB + "/").expect(200).json().getString("status");
    }

    private static void power(String action) {
        Answer begun = demo.owner().post("/api/v1/servers/" + WEB + "/" + action + "/").expect(202);
        assertThat(demo.owner().end(begun).getString("status")).isEqualTo("succeeded");
    }

    private static Answer restore(ApiClient client, long snapshot) {
        Answer begun = client.restore(snapshot).expect(200);
        assertThat(client.end(begun).getString("status")).isEqualTo("succeeded");
        return begun;
    }

    private static Answer undo(Answer restored) {
        Answer begun = demo.owner().post(restored.header("Operation-Location") + "undo/").expect(202);
        assertThat(demo.owner().end(begun).getString("status")).isEqualTo("succeeded");
        return begun;
    }

    /** Deletes it and waits until its space is reclaimed, so that what is read afterwards is read from merged files. */
    private static void delete(ApiClient client, long snapshot) {
        client.delete(ApiClient.SNAPSHOTS + snapshot + "/").expect(204);
        await().atMost(RECLAIM).until(() -> client.get("/api/v1/operations/").expect(200).results().stream()
                .filter(operation -> operation.getString("kind").equals("snapshot_delete"))
                .filter(operation -> operation.getJsonObject("snapshot").getJsonNumber("id").longValueExact() == snapshot)
                .anyMatch(operation -> operation.getString("status").equals("succeeded")));
    }
}
