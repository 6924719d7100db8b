package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.stillframe.acceptance.ApiClient.SNAPSHOTS;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stillframe.hypervisor.simulated.Call;
import org.stillframe.hypervisor.simulated.SimulatedFaults;
import org.stillframe.hypervisor.simulated.SimulatedFaults.Point;
import org.stillframe.hypervisor.simulated.SimulatedHypervisor;

/** A storage that has little room left: the service never takes the last of it, says so, and goes on when there is more. */
class StorageIT {
    private static final long MIB = 1L << 20;
    private static final long RESERVE = 100;
    private static final long AMPLE = 1 << 20;
    private static final Duration SEEN = Duration.ofSeconds(20);
    private static final Duration RETRIED = Duration.ofSeconds(90);
    private static Service service;

    private AdoptedDomain domain;

    @BeforeAll
    static void start() throws IOException {
        service = Service.fresh("storage", Map.of(
                "STILLFRAME_STORAGE_RESERVE", Long.toString(RESERVE), "STILLFRAME_SAFETY_RETENTION", "PT1S"));
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            service.close();
        }
    }

    @BeforeEach
    void adopt() throws IOException {
        service.suffer(room(AMPLE));
        awaitSeen(AMPLE);
        domain = AdoptedDomain.define(service, 1).adopt();
    }

    @Test
    void aCreateIsRefusedWithWhenToRetryWhileTheReserveIsTouchedAndWorksAfterwards() throws IOException {
        service.suffer(room(RESERVE - 20));
        awaitSeen(RESERVE - 20);

        Answer refused = service.admin().create(domain.id(), "refused").expectProblem(503, "insufficient_storage");

        assertThat(Integer.parseInt(refused.header("Retry-After"))).isPositive();
        assertThat(refused.json().getString("detail")).contains("100 MiB").doesNotContain("/");
        assertThat(service.admin().get(SNAPSHOTS + "?server_id=" + domain.id()).expect(200).results()).isEmpty();
        service.suffer(room(AMPLE));
        awaitSeen(AMPLE);
        domain.snapshot("accepted");
    }

    @Test
    void aCreateFailsIfTheRoomWentSinceTheHostWasSeen() throws IOException {
        SimulatedFaults unseen = room(RESERVE - 20).latency(Call.DESCRIBE, Point.BEFORE, Duration.ofMinutes(5));
        service.suffer(unseen);

        Answer created = service.admin().create(domain.id(), "too-late").expect(201);

        assertThat(errorOf(service.admin().end(created))).isEqualTo("insufficient_storage");
        assertThat(domain.chain("vda")).hasSize(1);
        String path = SNAPSHOTS + created.json().getInt("id") + "/";
        JsonObject snapshot = service.admin().get(path).expect(200).json();
        assertThat(snapshot.getJsonObject("failure").getString("code")).isEqualTo("insufficient_storage");
    }

    @Test
    void aRestoreIsNeverRefusedForWantOfRoom() throws IOException {
        domain.write("first");
        long first = domain.snapshot("first");
        domain.write("second");
        service.suffer(room(1));
        awaitSeen(1);

        domain.restore(first);

        assertThat(domain.read()).isEqualTo("first");
    }

    @Test
    void aMergeThatMightTouchTheReserveFailsWithWhatItNeedsAndIsDoneByItselfWhenThereIsRoom() throws IOException {
        long first = domain.twoSnapshots(20).lower();
        List<String> chain = domain.chain("vda");
        service.suffer(room(RESERVE + 10));

        JsonObject failed = deleteAndEnd(first);

        assertThat(errorOf(failed)).isEqualTo("insufficient_storage");
        assertThat(failed.getJsonObject("error").getString("detail"))
                .contains("21 MiB", "110 MiB", "100 MiB")
                .doesNotContain("/");
        assertThat(domain.chain("vda")).isEqualTo(chain);
        service.suffer(room(RESERVE + 30));
        await().atMost(RETRIED).until(() -> domain.chain("vda").size() == 2);
        assertThat(domain.read()).isEqualTo("second");
    }

    /** The layers of "second" are a leaf once the safety point above them has expired; those of "third" have to be merged. */
    @Test
    void filesThatNobodyNeedsAreDeletedWhileAMergeHasToWaitForRoom() throws IOException {
        domain.write("first");
        long first = domain.snapshot("first");
        long second = domain.snapshot("second");
        domain.restore(first);
        await().atMost(RETRIED).until(() -> domain.layers().size() == 2);
        AdoptedDomain.Pair above = domain.twoSnapshots(20);
        service.suffer(room(RESERVE + 10));
        assertThat(errorOf(deleteAndEnd(above.lower()))).isEqualTo("insufficient_storage");
        int files = domain.layers().size();

        deleteAndEnd(second);

        assertThat(domain.layers()).hasSize(files - 1);
        service.suffer(room(AMPLE));
        await().atMost(RETRIED).until(() -> domain.layers().size() == files - 2);
        assertThat(domain.read()).isEqualTo("second");
        domain.restore(first);
        assertThat(domain.read()).isEqualTo("first");
    }

    @Test
    void aReleaseWithoutRoomLeavesTheServerAdoptedAndCanBeRepeated() throws IOException {
        String original = domain.chain("vda").get(0);
        domain.twoSnapshots(20);
        service.suffer(room(RESERVE + 10));

        assertThat(errorOf(service.admin().end(domain.release()))).isEqualTo("insufficient_storage");

        service.admin().get(domain.path()).expect(200);
        assertThat(domain.read()).isEqualTo("second");
        service.suffer(room(RESERVE + 30));
        Answer again = service.admin().delete(domain.path()).expect(202);
        assertThat(service.admin().end(again).getString("status")).isEqualTo("succeeded");
        assertThat(domain.chain("vda")).containsExactly(original);
        assertThat(domain.read()).isEqualTo("second");
    }

    private JsonObject deleteAndEnd(long snapshot) {
        service.admin().delete(SNAPSHOTS + snapshot + "/").expect(204);
        return await().atMost(SEEN)
                .until(() -> operation(snapshot), operation -> operation.getString("finished_at", null) != null);
    }

    private static JsonObject operation(long snapshot) {
        return service.admin().get("/api/v1/operations/").expect(200).results().stream()
                .filter(operation -> operation.getString("kind").equals("snapshot_delete"))
                .filter(operation -> operation.getJsonObject("snapshot").getInt("id") == snapshot)
                .findFirst()
                .orElseThrow();
    }

    private static String errorOf(JsonObject operation) {
        assertThat(operation.getString("status")).isEqualTo("failed");
        return operation.getJsonObject("error").getString("code");
    }

    /** A storage with so many MiB left. */
    private static SimulatedFaults room(long free) throws IOException {
        SimulatedFaults pretended = SimulatedFaults.none().storageCapacity(AMPLE * MIB * 2);
        pretended.install(service.host().directory());
        long occupied = AMPLE * MIB * 2
                - new SimulatedHypervisor().describe(service.host().uri()).pools().get(0).freeBytes();
        return SimulatedFaults.none().storageCapacity(occupied + free * MIB);
    }

    /** Waits until the service has noticed on which side of the reserve that is. */
    private static void awaitSeen(long free) {
        await().atMost(SEEN).until(() -> seen() >= RESERVE == free >= RESERVE);
    }

    private static long seen() {
        JsonObject host = service.admin().get("/api/v1/hosts/").expect(200).results().get(0);
        return host.getJsonArray("pools").getJsonObject(0).getInt("free_mb");
    }
}
