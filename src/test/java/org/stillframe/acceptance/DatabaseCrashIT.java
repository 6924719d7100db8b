package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.stillframe.acceptance.ApiClient.SNAPSHOTS;

import jakarta.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.stillframe.Postgres;

/** A PostgreSQL that is set to be fast rather than safe: it writes what is committed once in ten seconds. */
class DatabaseCrashIT {
    private static final Map<String, String> CARELESS = Map.of("synchronous_commit", "off", "wal_writer_delay", "10s");
    private static final Duration BACK = Duration.ofMinutes(1);

    @Test
    void whatTheServiceHasAnsweredIsStillThereAfterTheDatabaseHasCrashed() throws Exception {
        try (Postgres database = Postgres.start(CARELESS);
                Service service = Service.fresh("database-crash", database.settings())) {
            List<Long> made = new ArrayList<>();
            for (int i = 1; i <= 3; i++) {
                made.add(0, service.owner().createAndWait(service.serverId(), "number-" + i));
            }

            database.breakDown();

            await().atMost(BACK).until(() -> service.owner().get(SNAPSHOTS).status() == 200);
            List<JsonObject> kept = service.owner().get(SNAPSHOTS).expect(200).results();
            assertThat(kept).extracting(item -> item.getJsonNumber("id").longValueExact()).containsExactlyElementsOf(made);
            assertThat(kept).extracting(item -> item.getString("status")).containsOnly("completed");
        }
    }

    @Test
    void wildFlyAsksForTheSame() throws Exception {
        String options = Files.readString(Path.of("server-config/postgresql.options")).strip();
        assertThat(Files.readString(Path.of("server-config/wildfly/postgresql.cli"))).contains('"' + options + '"');
    }
}
