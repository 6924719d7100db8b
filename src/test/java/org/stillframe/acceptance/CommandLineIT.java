package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stillframe.acceptance.CommandLine.Run;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.simulated.Call;
import org.stillframe.hypervisor.simulated.SimulatedFaults;
import org.stillframe.hypervisor.simulated.SimulatedFaults.Point;

@ExtendWith(SharedService.class)
class CommandLineIT {
    private static final String TIME = "[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2} UTC";

    private final Service service;
    private final CommandLine shell;
    private final String server;

    CommandLineIT(Service service) throws IOException {
        this.service = service;
        this.shell = CommandLine.fresh("command-line");
        this.server = Long.toString(service.serverId());
    }

    @BeforeEach
    void logIn() throws IOException, InterruptedException {
        Run login = shell.runWith(service.owner().token() + "\n", "login", service.owner().url().toString(), "--token-stdin").expect(0);
        assertThat(login.out()).contains("Logged in at ").doesNotContain(service.owner().token());
    }

    @Test
    void aSnapshotIsTakenRestoredUndoneAndDeleted() throws IOException, InterruptedException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shell.loginFile()))).isEqualTo("rw-------");
        assertThat(shell.run("servers").expect(0).out()).containsPattern(server + " +" + Service.WEB_SERVER + " +stopped .* ready");

        service.writeDisk("before");
        Run created = shell.run("create", Service.WEB_SERVER, "before-update", "-d", "A description", "--wait").expect(0);
        long id = service.snapshots().get(0);
        assertThat(created.out())
                .contains("Snapshot        " + id + "  before-update", "Status          completed", "Description     A description");
        assertThat(created.err()).isEmpty();

        assertThat(shell.run("list").expect(0).out()).containsPattern(
                id + " +" + Service.WEB_SERVER + " +before-update +completed +[0-9]+ MiB +" + TIME + " +A description\n");
        assertThat(shell.run("list", "--server", server, "--json").expect(0).out())
                .isEqualTo(service.owner().get(ApiClient.SNAPSHOTS + "?server_id=" + server).body() + "\n");

        service.writeDisk("after");
        assertThat(shell.run("restore", Long.toString(id)).expect(2).err()).contains("--yes");
        assertThat(service.readDisk()).isEqualTo("after");
        JsonObject restore = shell.run("restore", Long.toString(id), "--wait", "--yes", "--json").expect(0).json();
        assertThat(restore.getString("status")).isEqualTo("succeeded");
        assertThat(service.readDisk()).isEqualTo("before");

        Run undone = shell.run("undo", restore.getString("id"), "--wait").expect(0);
        assertThat(undone.out()).contains(Service.WEB_SERVER + " is what it was before the restore.");
        assertThat(service.readDisk()).isEqualTo("after");
        assertThat(shell.run("operations").expect(0).out()).containsPattern(" undo .*\n.* restore .*\n.* create ");

        assertThat(shell.run("delete", Long.toString(id)).expect(0).err()).isEqualTo("Snapshot " + id + " is deleted.\n");
        assertThat(service.snapshots()).isEmpty();
        assertThat(shell.run("show", Long.toString(id)).expect(4).out()).isEmpty();
    }

    @Test
    void whatTheServiceRefusesIsToldByTheExitCode() throws IOException, InterruptedException {
        Run invalid = shell.run("create", server, "not a name").expect(2);
        assertThat(invalid.err()).contains("\n  name: ");
        shell.run("create", "999999999", "any").expect(4);
        service.suffer(SimulatedFaults.none().latency(Call.CUT, Point.BEFORE, Duration.ofMinutes(2)));
        Run begun = shell.run("create", server, "slow").expect(0);
        String operation = begun.out().strip().replaceFirst(".* ", "");
        assertThat(shell.run("create", server, "second").expect(5).err()).contains("stillframe watch " + operation);
        assertThat(shell.run("watch", operation, "--timeout", "1s").expect(7).err()).contains("stillframe watch " + operation);
        shell.run("cancel", operation).expect(0);
        service.heal();
        assertThat(shell.run("watch", operation).expect(1).err()).contains("was cancelled");

        shell.run("logout").expect(0);
        assertThat(shell.run("list").expect(3).err()).contains("stillframe login URL");
        shell.runWith("no-token-of-this-service", "login", service.owner().url().toString(), "--token-stdin").expect(3);
    }

    /** A start is shorter than the second after which the command line would ask again: only by events is it seen to run. */
    @Test
    void whatComesIsToldByTheServicesEvents() throws Exception {
        CommandLine watcher = CommandLine.fresh("watching-command-line");
        watcher.runWith(service.owner().token() + "\n", "login", service.owner().url().toString(), "--token-stdin").expect(0);
        CompletableFuture<Run> watching = CompletableFuture.supplyAsync(() -> {
            try {
                return watcher.run("watch", "--keep", "--timeout", "40s");
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        while (!watching.isDone()) {
            service.startServer();
            service.stopServer();
        }

        List<String> lines = watching.get().expect(0).out().lines().toList();
        // The first may have begun before it was listened to.
        List<String> ended = lines.stream().filter(line -> line.endsWith("succeeded")).skip(1).map(CommandLineIT::operation).toList();
        assertThat(ended).hasSizeGreaterThan(2);
        assertThat(lines.stream().filter(line -> line.contains("  running ")).map(CommandLineIT::operation)).containsAll(ended);
    }

    private static String operation(String line) {
        return line.substring(0, line.indexOf(' '));
    }

    @Test
    void aFailureIsToldByItsSentence() throws IOException, InterruptedException {
        service.suffer(SimulatedFaults.none().fail(Call.CUT, Point.MIDWAY, Kind.NO_SPACE));

        Run failed = shell.run("create", server, "doomed", "--wait").expect(1);

        assertThat(failed.out()).isEmpty();
        assertThat(failed.err()).startsWith("stillframe: The create of " + Service.WEB_SERVER + " failed: ");
    }
}
