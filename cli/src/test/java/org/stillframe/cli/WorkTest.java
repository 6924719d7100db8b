package org.stillframe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What changes servers and snapshots, and waiting for it. */
class WorkTest {
    private static final String CREATED = """
            {"id":7,"server":{"id":12345,"name":"web"},"name":"nightly","status":"in_progress"}""";
    private static final String SNAPSHOT = """
            {"id":7,"server":{"id":12345,"name":"web"},"name":"nightly","status":"completed","size_mb":5120,
             "created_at":"2025-01-15T18:30:00Z","description":"Two\\nlines","consistency":"crash","progress":100,
             "operation":"op-1","failure":null,"verified_at":"2025-01-15T18:30:02Z","exclusive_mb":null}""";
    private static final String RESTORE = """
            {"status":"success","message":"…","snapshot":{"id":7,"name":"nightly","created_at":"2025-01-15T18:30:00Z"},
             "server":{"id":12345,"name":"web","status":"restoring"}}""";
    private static final String[] LOCATION = {"Operation-Location", "/api/v1/operations/op-1/"};

    @TempDir
    private Path home;

    private Stub stub;
    private Shell shell;

    @BeforeEach
    void start() throws IOException {
        stub = new Stub();
        shell = new Shell(home).loggedInTo(stub);
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    private static String operation(String kind, String status, int progress) {
        String error = status.equals("failed") ? "{\"code\":\"hypervisor_failed\",\"detail\":\"The disk is gone.\"}" : "null";
        return """
                {"id":"op-1","kind":"%s","status":"%s","progress":%d,"step":"cut","server":{"id":12345,"name":"web"},\
                "snapshot":{"id":7,"name":"nightly"},"created_at":"2025-01-15T18:30:00Z","started_at":"2025-01-15T18:30:00Z",\
                "finished_at":null,"error":%s}""".formatted(kind, status, progress, error);
    }

    @Test
    void aWaitedForCreateShowsTheSnapshot() {
        stub.answers(201, CREATED, LOCATION).answers(200, operation("snapshot_create", "running", 40))
                .answers(200, operation("snapshot_create", "succeeded", 100)).answers(200, SNAPSHOT);

        Shell.Run run = shell.run("create", "12345", "nightly", "--description", "Two\nlines", "--wait");

        assertThat(run).isEqualTo(new Shell.Run(0, """
                Snapshot        7  nightly
                Server          12345  web
                Status          completed
                Consistency     crash (starts as after a loss of power)
                Size            5.0 GiB
                Created         2025-01-15 19:30:00 CET
                Last seen       2025-01-15 19:30:02 CET
                Operation       op-1
                Description     Two
                                lines
                """, ""));
        assertThat(stub.requests()).extracting(Stub.Request::toString).containsExactly(
                "POST /api/v1/snapshots/", "GET /api/v1/operations/op-1/?wait=0", "GET /api/v1/operations/op-1/?wait=30",
                "GET /api/v1/snapshots/7/");
        assertThat(stub.requests().get(0).body())
                .isEqualTo("{\"server_id\":12345,\"name\":\"nightly\",\"description\":\"Two\\nlines\"}");
    }

    @Test
    void forAProgramTheSnapshotIsPrintedAsItCame() {
        stub.answers(201, CREATED, LOCATION).answers(200, operation("snapshot_create", "succeeded", 100)).answers(200, SNAPSHOT);

        assertThat(shell.run("create", "12345", "nightly", "--wait", "--json")).isEqualTo(new Shell.Run(0, SNAPSHOT + "\n", ""));
    }

    @Test
    void aFailedCreateTellsWhy() {
        stub.answers(201, CREATED, LOCATION).answers(200, operation("snapshot_create", "failed", 40));

        assertThat(shell.run("create", "12345", "nightly", "--wait"))
                .isEqualTo(new Shell.Run(1, "", "stillframe: The create of web failed: The disk is gone.\n"));
    }

    @Test
    void waitingEndsWithTheTimeout() {
        stub.answers(201, CREATED, LOCATION).answers(200, operation("snapshot_create", "running", 40));

        Shell.Run run = shell.run("create", "12345", "nightly", "--timeout", "0");

        assertThat(run).isEqualTo(new Shell.Run(
                7, "", "stillframe: Not done within 0 s; it goes on. Follow it: stillframe watch op-1\n"));
    }

    @Test
    void theBarIsDrawnOnATerminalAndTakenAwayAtTheEnd() {
        stub.answers(201, CREATED, LOCATION).answers(200, operation("snapshot_create", "running", 50))
                .answers(200, operation("snapshot_create", "succeeded", 100)).answers(200, SNAPSHOT);

        Shell.Run run = shell.atTerminal().run("create", "12345", "nightly", "--wait");

        assertThat(run.err()).isEqualTo(
                "\r\u001b[Kcreate of web  ████████████░░░░░░░░░░░░   50 %  0 s  cut\r\u001b[K");
        assertThat(stub.requests().get(2)).hasToString("GET /api/v1/operations/op-1/?wait=1");
    }

    @Test
    void aServerMayBeNamedByItsName() {
        stub.answers(200, """
                {"count":3,"results":[{"id":12345,"name":"web"},{"id":1,"name":"twin"},{"id":2,"name":"twin"}]}""");
        stub.answers(201, CREATED, LOCATION);
        shell.run("create", "web", "nightly");

        assertThat(stub.requests().get(1).body()).contains("\"server_id\":12345");
    }

    @Test
    void aNameThatIsNotTheOneOfOneServerIsRefused() {
        stub.answers(200, """
                {"count":2,"results":[{"id":1,"name":"twin"},{"id":2,"name":"twin"}]}""");

        assertThat(shell.run("create", "twin", "nightly")).isEqualTo(new Shell.Run(
                2, "", "stillframe: Several servers are called 'twin'; name one by its id: 1, 2.\n"));
        assertThat(shell.run("stop", "other").exit()).isEqualTo(4);
    }

    @Test
    void aRestoreIsNotBegunUnasked() {
        assertThat(shell.run("restore", "7")).isEqualTo(new Shell.Run(
                2, "", "stillframe: There is no terminal to ask at whether to overwrite the server; add --yes.\n"));
        assertThat(stub.requests()).isEmpty();

        stub.answers(200, SNAPSHOT);
        Shell.Run refused = shell.atTerminal().typing("\n").run("restore", "7");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).isEqualTo("All that web holds now is replaced by snapshot 7 (nightly) of 2025-01-15 19:30:00 CET."
                + " Restore it? [y/N] Nothing was done.\n");
        assertThat(stub.requests()).extracting(Stub.Request::method).containsOnly("GET");
    }

    @Test
    void aConfirmedRestoreTellsHowToUndoIt() {
        stub.answers(200, SNAPSHOT).answers(200, RESTORE, LOCATION).answers(200, operation("snapshot_restore", "succeeded", 100));

        Shell.Run run = shell.atTerminal().typing("y\n").run("restore", "7", "--wait");

        assertThat(run.exit()).isZero();
        assertThat(run.out()).isEqualTo(
                "web is restored from snapshot 7 (nightly). What it held before comes back with: stillframe undo op-1\n");
    }

    @Test
    void deletesWhatItCan() {
        stub.says(204, "text/plain", "").refuses(404, "not_found", "There is no such snapshot.").says(204, "text/plain", "");

        Shell.Run run = shell.run("delete", "7", "8", "9");

        assertThat(run).isEqualTo(new Shell.Run(4, "", """
                Snapshot 7 is deleted.
                stillframe: 8: There is no such snapshot.
                Snapshot 9 is deleted.
                """));
    }

    @Test
    void atATerminalEachDeletionIsAskedFor() {
        stub.answers(200, SNAPSHOT).answers(200, SNAPSHOT).says(204, "text/plain", "");

        Shell.Run run = shell.atTerminal().typing("no\nyes\n").run("delete", "7", "8");

        assertThat(run.exit()).isZero();
        assertThat(run.err()).isEqualTo(
                "Delete snapshot 7 (nightly) of web? [y/N] Delete snapshot 8 (nightly) of web? [y/N] Snapshot 8 is deleted.\n");
        assertThat(stub.requests()).extracting(Stub.Request::toString).containsExactly(
                "GET /api/v1/snapshots/7/", "GET /api/v1/snapshots/8/", "DELETE /api/v1/snapshots/8/");
    }

    @Test
    void watchEndsAsTheOperationDid() {
        stub.answers(200, operation("snapshot_restore", "cancelled", 10)).answers(200, operation("snapshot_restore", "succeeded", 100));

        assertThat(shell.run("watch", "op-1"))
                .isEqualTo(new Shell.Run(1, "", "stillframe: The restore of web was cancelled.\n"));
        assertThat(shell.run("watch", "op-1")).isEqualTo(new Shell.Run(0, "The restore of web succeeded.\n", ""));
    }

    @Test
    void watchFollowsAllThatRunsUntilNothingDoes() {
        String none = "{\"count\":0,\"results\":[]}";
        String running = "{\"count\":1,\"results\":[%s]}".formatted(operation("snapshot_create", "running", 40));
        stub.answers(200, none).answers(200, running).answers(200, none).answers(200, running).answers(200, none)
                .answers(200, none).answers(200, operation("snapshot_create", "failed", 40));

        Shell.Run run = shell.run("watch");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).isEqualTo("""
                op-1  create   web (nightly)  running 40 %, cut
                op-1  create   web (nightly)  failed: The disk is gone.
                """);
    }

    @Test
    void watchIsToldByTheServiceAndComesBackWhenTheStreamIsLost() {
        String none = "{\"count\":0,\"results\":[]}";
        String queued = "id: 41\nevent: operation\ndata: %s\n\n".formatted(operation("snapshot_create", "queued", 0));
        String other = "id: 42\nevent: snapshot\ndata: {}\n\n";
        String ended = "id: 43\nevent: operation\ndata: %s\n\n".formatted(operation("snapshot_create", "succeeded", 100));
        String still = "{\"count\":1,\"results\":[%s]}".formatted(operation("snapshot_create", "queued", 0));
        stub.says(200, "text/event-stream", ":\n\n" + queued + other).answers(200, none).answers(200, none)
                .says(200, "text/event-stream", ended).answers(200, still).answers(200, none);

        Shell.Run run = shell.run("watch", "--keep", "--timeout", "2s");

        assertThat(stub.requests().get(0).header("Last-event-id")).isNull();
        assertThat(stub.requests().get(3)).hasToString("GET /api/v1/events/");
        assertThat(stub.requests().get(3).header("Last-event-id")).isEqualTo("42");
        assertThat(run.out()).isEqualTo("""
                op-1  create   web (nightly)  queued 0 %, cut
                op-1  create   web (nightly)  succeeded, cut
                """);
        assertThat(run.exit()).isZero();
    }

    @Test
    void watchAsksAServiceThatHasNoEvents() {
        String none = "{\"count\":0,\"results\":[]}";
        String running = "{\"count\":1,\"results\":[%s]}".formatted(operation("snapshot_create", "running", 40));
        stub.refuses(404, "not_found", "There is nothing here.").answers(200, none).answers(200, running)
                .refuses(404, "not_found", "There is nothing here.").answers(200, none).answers(200, none)
                .answers(200, operation("snapshot_create", "cancelled", 40));

        Shell.Run run = shell.run("watch", "--keep", "--timeout", "2s");

        assertThat(run.out().lines()).hasSize(2).last().asString().contains("cancelled");
        assertThat(run.exit()).isZero();
    }
}
