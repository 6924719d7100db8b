package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stillframe.acceptance.ApiClient.SNAPSHOTS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The UEFI variables of a server go with its disks, through every operation. */
@ExtendWith(SharedService.class)
class FirmwareApiIT {
    private final Service service;
    private final ApiClient owner;
    private final long server;

    FirmwareApiIT(Service service) {
        this.service = service;
        this.owner = service.owner();
        this.server = service.serverId();
    }

    @Test
    void uefiVariablesAreRestoredWithTheDisksWhetherTheServerRunsOrNot() throws IOException {
        service.writeDisk("stopped");
        long stopped = owner.createAndWait(server, "stopped");
        service.startServer();
        service.writeDisk("running");
        long running = owner.createAndWait(server, "running");
        service.writeDisk("later");

        restore(stopped);
        assertThat(service.readDisk()).isEqualTo("stopped");
        service.writeDisk("branched");
        restore(running);
        assertThat(service.readDisk()).isEqualTo("running");
        owner.end(owner.post("/api/v1/servers/" + server + "/stop/").expect(202));
        restore(stopped);
        assertThat(service.readDisk()).isEqualTo("stopped");
    }

    @Test
    void copiesOfDeletedSnapshotsAreReclaimed() throws IOException {
        List<Path> before = variables();
        long first = owner.createAndWait(server, "first");
        long second = owner.createAndWait(server, "second");
        assertThat(variables()).hasSize(before.size() + 2);

        owner.delete(SNAPSHOTS + first + "/").expect(204);
        service.settle();
        assertThat(variables()).hasSize(before.size() + 1);
        owner.delete(SNAPSHOTS + second + "/").expect(204);
        service.settle();

        assertThat(variables()).containsExactlyInAnyOrderElementsOf(before);
    }

    private void restore(long id) {
        assertThat(owner.end(owner.restore(id).expect(200)).getString("status")).isEqualTo("succeeded");
    }

    private List<Path> variables() throws IOException {
        try (Stream<Path> files = Files.list(service.host().directory().resolve("volumes"))) {
            return files.filter(file -> file.toString().matches(".*(\\.fd|\\.raw)")).toList();
        }
    }
}
