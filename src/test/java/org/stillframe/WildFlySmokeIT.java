package org.stillframe;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The same WAR on WildFly, set up by the CLI script, in simulated demo mode. */
class WildFlySmokeIT extends ApiSmoke {
    private static final Duration LONGEST_START = Duration.ofMinutes(5);

    @TempDir
    private static Path data;

    private static WildFly server;
    private static ServiceUnderTest service;

    @BeforeAll
    static void startWildFly() throws IOException, InterruptedException {
        Path log = Path.of(System.getProperty("stillframe.wildfly.log"));
        Files.deleteIfExists(log);
        server = new WildFly(Path.of(System.getProperty("stillframe.wildfly.home")), log);
        server.setUp(Path.of("server-config/wildfly/stillframe.cli").toAbsolutePath());
        server.deploy(Path.of(System.getProperty("stillframe.war")));
        server.start(Map.of(
                "STILLFRAME_DATA_DIR", data.toString(),
                "STILLFRAME_URL", server.url(),
                "STILLFRAME_STORAGE_RESERVE", "0",
                "STILLFRAME_DEMO", "true",
                "STILLFRAME_DEMO_HOST", "simulated://" + data.resolve("simulated")));
        await().atMost(LONGEST_START).pollInterval(Duration.ofMillis(500)).until(() -> {
            server.requireAlive();
            return isReady(data.resolve("demo.env"));
        });
        service = ServiceUnderTest.of(data.resolve("demo.env"));
    }

    private static boolean isReady(Path demoEnv) throws IOException {
        if (!Files.exists(demoEnv)) {
            return false;
        }
        ServiceUnderTest started = ServiceUnderTest.of(demoEnv);
        return given().header("Authorization", "Bearer " + started.token())
                        .get(started.url() + "/api/v1/servers/" + started.serverId() + "/")
                        .statusCode()
                == 200;
    }

    @AfterAll
    static void stopWildFly() {
        if (server != null && service != null) {
            try (EventReader reader = EventReader.listen(service.url(), service.token(), "")) {
                server.close();
                await().atMost(Duration.ofSeconds(5)).until(reader::hasEnded);
                assertThat(reader.endedCleanly()).as("a stop ends event streams as answers that are whole").isTrue();
            }
        } else if (server != null) {
            server.close();
        }
    }

    @Override
    protected ServiceUnderTest service() {
        return service;
    }

    @Override
    protected String expected(Refusal refusal) {
        return refusal.onWildFly();
    }
}
