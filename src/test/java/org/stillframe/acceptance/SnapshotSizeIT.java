package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.stillframe.acceptance.ApiClient.SNAPSHOTS;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.simulated.Call;
import org.stillframe.hypervisor.simulated.SimulatedFaults;
import org.stillframe.hypervisor.simulated.SimulatedFaults.Point;

/** What a snapshot is said to occupy, and what its deletion to free, follow what is done to the server. */
@ExtendWith(SharedService.class)
class SnapshotSizeIT {
    private static final int MIB = 1024 * 1024;
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Service service;
    private final ApiClient owner;
    private final long server;

    SnapshotSizeIT(Service service) {
        this.service = service;
        this.owner = service.owner();
        this.server = service.serverId();
    }

    @Test
    void exclusiveIsWhatLaterWritesHideAndIsFreedByTheDeletion() throws IOException {
        fill(0, 8);
        long first = owner.createAndWait(server, "first");
        fill(2, 6);
        long second = owner.createAndWait(server, "second");
        fill(0, 1);
        // 2 to 7 were overwritten after the first, nothing but 0 after the second, which alone holds none of that.
        awaitSnapshot(first, item -> assertThat(item.getInt("exclusive_mb")).isEqualTo(6));
        awaitSnapshot(second, item -> assertThat(item.getInt("exclusive_mb")).isEqualTo(0));
        int occupied = snapshot(second).getInt("size_mb");

        owner.delete(SNAPSHOTS + first + "/").expect(204);

        awaitSnapshot(second, item -> assertThat(item.getInt("size_mb")).isBetween(occupied - 7, occupied - 6));
    }

    @Test
    void aRestoreMakesADeletionFreeNothingWhileTwoStandOnTheSnapshot() throws IOException {
        fill(0, 4);
        long first = owner.createAndWait(server, "first");
        fill(0, 2);
        owner.createAndWait(server, "second");
        awaitSnapshot(first, item -> assertThat(item.getInt("exclusive_mb")).isEqualTo(2));

        owner.end(owner.restore(first).expect(200));

        // The second one's file and the new head both stand on it now: without it nothing could be merged.
        awaitSnapshot(first, item -> assertThat(item.getInt("exclusive_mb")).isEqualTo(0));
        assertThat(snapshot(first).getInt("size_mb")).isGreaterThanOrEqualTo(4);
    }

    @Test
    void aHostThatCannotTellLeavesTheSizesUnknownAndTheSnapshotWhole() throws IOException {
        service.suffer(SimulatedFaults.none().fail(Call.EXTENTS, Point.BEFORE, Kind.FAILED));
        long first = owner.createAndWait(server, "first");

        await().during(Duration.ofSeconds(5)).atMost(SOON).untilAsserted(() -> {
            JsonObject item = snapshot(first);
            assertThat(item.getString("status")).isEqualTo("completed");
            assertThat(item.getInt("size_mb")).isPositive();
            assertThat(item.get("exclusive_mb")).isEqualTo(JsonValue.NULL);
        });
        service.heal();
        long second = owner.createAndWait(server, "second");

        awaitSnapshot(first, item -> assertThat(item.getInt("exclusive_mb")).isNotNegative());
        awaitSnapshot(second, item -> assertThat(item.getInt("exclusive_mb")).isNotNegative());
    }

    private void awaitSnapshot(long id, ThrowingConsumer<JsonObject> expectation) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(250)).untilAsserted(() -> {
            JsonObject item = snapshot(id);
            assertThat(item.get("exclusive_mb")).as(item.toString()).isNotEqualTo(JsonValue.NULL);
            expectation.accept(item);
        });
    }

    private JsonObject snapshot(long id) {
        return owner.get(SNAPSHOTS + id + "/").expect(200).json();
    }

    /** Writes whole MiB as the guest of the owner's server does. */
    private void fill(int from, int mebibytes) throws IOException {
        byte[] bytes = new byte[mebibytes * MIB];
        Arrays.fill(bytes, (byte) 7);
        service.host().write(Service.domain(), "vda", (long) from * MIB, bytes);
    }
}
