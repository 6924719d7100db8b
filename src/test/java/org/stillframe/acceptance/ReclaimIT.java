package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.stillframe.acceptance.ApiClient.SNAPSHOTS;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.PowerState;
import org.stillframe.hypervisor.simulated.Call;
import org.stillframe.hypervisor.simulated.SimulatedFaults;
import org.stillframe.hypervisor.simulated.SimulatedFaults.Point;

/** Space is given back in the background: so much at once as is allowed, and never in a user's way. */
@ExtendWith(SharedService.class)
class ReclaimIT {
    private static final long SLOW = 64 * 1024;
    private static final int MIB_TO_MERGE = 16;
    private static final long LIMIT = 2;
    private static final Duration YIELDS_WITHIN = Duration.ofSeconds(1);
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Service service;
    private final ApiClient admin;

    ReclaimIT(Service service) {
        this.service = service;
        this.admin = service.admin();
    }

    /** The quickest of a few, as the machine may be busy with other things. */
    @Test
    void aCreateWaitsLessThanASecondForAMergeThatIsUnderWay() throws IOException {
        AdoptedDomain domain = AdoptedDomain.define(service, 1).adopt();
        Duration undisturbed = quickest(timeOfCreate(domain), timeOfCreate(domain));
        Duration disturbed = quickest(timeOfCreateInAMerge(domain), timeOfCreateInAMerge(domain));

        assertThat(disturbed.minus(undisturbed)).isLessThan(YIELDS_WITHIN);
        assertThat(domain.read()).isEqualTo("second");
    }

    private Duration timeOfCreateInAMerge(AdoptedDomain domain) throws IOException {
        AdoptedDomain.Pair pair = domain.twoSnapshots(MIB_TO_MERGE);
        service.suffer(SimulatedFaults.none().mergeRate(SLOW));
        admin.delete(SNAPSHOTS + pair.lower() + "/").expect(204);
        await().atMost(SOON).until(() -> merging().contains(domain.id()));

        Duration time = timeOfCreate(domain);

        assertThat(deletion(pair.lower()).getString("status")).as("the merge").isIn("queued", "running");
        service.heal();
        await().atMost(SOON).until(() -> deletion(pair.lower()).getString("status").equals("succeeded"));
        admin.delete(SNAPSHOTS + pair.upper() + "/").expect(204);
        return time;
    }

    /** From when it is accepted until it has succeeded. */
    private Duration timeOfCreate(AdoptedDomain domain) {
        Answer created = admin.create(domain.id(), "timed").expect(201);
        long accepted = System.nanoTime();
        assertThat(admin.end(created).getString("status")).isEqualTo("succeeded");
        Duration time = Duration.ofNanos(System.nanoTime() - accepted);
        admin.delete(SNAPSHOTS + created.json().getInt("id") + "/").expect(204);
        return time;
    }

    private static Duration quickest(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    @Test
    void noMoreServersOfAHostThanAllowedAreMergedAtOnceAndAllOfThemInTheEnd() throws IOException {
        List<AdoptedDomain> domains = new ArrayList<>();
        List<Long> deleted = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            domains.add(AdoptedDomain.define(service, 1).adopt());
            deleted.add(domains.get(i).twoSnapshots(1).lower());
        }
        service.suffer(SimulatedFaults.none().mergeRate(SLOW));
        deleted.forEach(id -> admin.delete(SNAPSHOTS + id + "/").expect(204));

        List<Integer> atOnce = new ArrayList<>();
        await().atMost(Duration.ofMinutes(4)).pollInterval(Duration.ofMillis(100)).until(() -> {
            atOnce.add(merging().size());
            return deleted.stream().allMatch(id -> deletion(id).getString("status").equals("succeeded"));
        });

        assertThat(atOnce).allSatisfy(count -> assertThat(count).isLessThanOrEqualTo((int) LIMIT)).contains((int) LIMIT);
        for (AdoptedDomain domain : domains) {
            assertThat(domain.chain("vda")).hasSize(2);
            assertThat(domain.read()).isEqualTo("second");
        }
    }

    @Test
    void aRunningServerThatCrashesInAMergeIsStartedAgainAndTheMergeIsRepeated() throws IOException {
        AdoptedDomain domain = AdoptedDomain.define(service, 1).adopt();
        domain.power("start");
        AdoptedDomain.Pair pair = domain.twoSnapshots(1);
        service.suffer(SimulatedFaults.none().fail(Call.MERGE, Point.MIDWAY, Kind.CRASHED, 1));

        admin.delete(SNAPSHOTS + pair.lower() + "/").expect(204);

        await().atMost(SOON).until(() -> deletion(pair.lower()).getString("finished_at", null) != null);
        assertThat(deletion(pair.lower()).getString("status")).isEqualTo("succeeded");
        assertThat(domain.state()).isEqualTo(PowerState.RUNNING);
        assertThat(domain.chain("vda")).hasSize(2);
        assertThat(domain.read()).isEqualTo("second");
        service.heal();
    }

    /** The servers whose layers are being merged now. */
    private List<Long> merging() {
        return admin.get("/api/v1/operations/").expect(200).results().stream()
                .filter(operation -> operation.getString("status").equals("running"))
                .filter(operation -> operation.getString("step", "").equals("merge"))
                .map(operation -> operation.getJsonObject("server").getJsonNumber("id").longValueExact())
                .toList();
    }

    private JsonObject deletion(long snapshot) {
        return admin.get("/api/v1/operations/").expect(200).results().stream()
                .filter(operation -> operation.getString("kind").equals("snapshot_delete"))
                .filter(operation -> operation.getJsonObject("snapshot").getInt("id") == snapshot)
                .findFirst()
                .orElseThrow();
    }
}
