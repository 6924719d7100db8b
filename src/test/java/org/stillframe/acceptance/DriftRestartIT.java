package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.stillframe.hypervisor.simulated.Call;
import org.stillframe.hypervisor.simulated.SimulatedFaults;
import org.stillframe.hypervisor.simulated.SimulatedFaults.Point;

/** Drift is found without anybody asking, what is chosen outlives a kill, and all of it stands in the audit trail. */
class DriftRestartIT {
    private static final Duration PATROLLED = Duration.ofSeconds(45);
    private static final String DRIFT = "/api/v1/drift/";

    @Test
    void whatThePatrolFindsIsMendedThoughTheServiceIsKilledInIt() throws IOException, SQLException {
        try (Service service = Service.fresh("drift-restart", Map.of("STILLFRAME_DRIFT_INTERVAL", "PT2S"))) {
            AdoptedDomain domain = AdoptedDomain.define(service, 1).adopt();
            domain.snapshot("first");
            List<String> chain = domain.chain("vda");
            service.host().point(domain.uuid(), "vda", chain.get(1));
            await().atMost(PATROLLED).until(() -> found(service, domain).size() == 1);
            JsonObject finding = found(service, domain).get(0);
            assertThat(finding.getString("kind")).isEqualTo("head_will_overwrite");
            await().atMost(PATROLLED)
                    .until(() -> !found(service, domain).get(0).getString("last_seen_at").equals(finding.getString("last_seen_at")));
            assertThat(found(service, domain).get(0).getInt("id")).isEqualTo(finding.getInt("id"));

            service.suffer(SimulatedFaults.none().latency(Call.REDEFINE, Point.AFTER, Duration.ofMinutes(2)));
            Answer killed = service.admin().post(DRIFT + finding.getInt("id") + "/repair/").expect(202);
            await().atMost(PATROLLED).until(() -> domain.chain("vda").equals(chain));
            service.kill();
            service.heal();
            service.start();

            assertThat(service.admin().end(killed).getString("status")).isEqualTo("succeeded");
            assertThat(domain.chain("vda")).isEqualTo(chain);
            assertThat(found(service, domain)).isEmpty();
            service.host().rename(domain.uuid(), "renamed");
            await().atMost(PATROLLED).until(() -> found(service, domain).size() == 1);
            service.host().rename(domain.uuid(), "guest-" + domain.uuid());
            await().atMost(PATROLLED).until(() -> found(service, domain).isEmpty());
            service.kill();

            assertThat(audit(service, domain))
                    .containsExactly(
                            "stillframe drift.found head_will_overwrite vda critical",
                            "admin@example.com drift.repair head_will_overwrite vda accepted",
                            "stillframe drift.repaired head_will_overwrite vda succeeded",
                            "stillframe drift.found domain_renamed renamed info",
                            "stillframe drift.healed domain_renamed renamed succeeded");
        }
    }

    private static List<JsonObject> found(Service service, AdoptedDomain domain) {
        return service.admin().get(DRIFT).expect(200).results().stream()
                .filter(finding -> !finding.isNull("server") && finding.getJsonObject("server").getInt("id") == domain.id())
                .toList();
    }

    private static List<String> audit(Service service, AdoptedDomain domain) throws SQLException {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:file:" + service.data().resolve("db/stillframe"));
        database.setUser("");
        List<String> events = new ArrayList<>();
        try (Connection connection = database.getConnection();
                ResultSet rows = connection
                        .createStatement()
                        .executeQuery("select actor, action, subject, outcome from audit_event where action like 'drift.%' and server_id = " + domain.id()
                                + " order by id")) {
            while (rows.next()) {
                events.add(rows.getString(1) + " " + rows.getString(2) + " " + rows.getString(3) + " " + rows.getString(4));
            }
        }
        return events;
    }
}
