package org.stillframe.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.stillframe.Build;
import org.stillframe.PayaraMicro;
import org.stillframe.ServiceUnderTest;

/** A short run; {@code ./bench fuzz} is the long one. */
class FuzzIT {
    private static final long SEED = 20_260;
    private static final int REQUESTS = 3_000;
    private static final long LONGEST_SECONDS = 600;
    private static final Duration STARTING = Duration.ofMinutes(4);

    @Test
    void noRequestMakesTheServiceFailHangOrAnswerHtml() throws IOException, InterruptedException {
        Path data = emptied(Build.directory("fuzz"));
        Path demo = data.resolve("demo.env");
        try (PayaraMicro server = PayaraMicro.start(data, data.resolve("server.log"), Map.of(
                "STILLFRAME_DEMO", "true",
                "STILLFRAME_DEMO_HOST", "simulated://" + data.resolve("simulated"),
                "STILLFRAME_STORAGE_RESERVE", "0",
                "STILLFRAME_RATE_LIMIT", "0",
                "STILLFRAME_WEBHOOK_INTERNAL", "127.0.0.1/32"))) {
            await().atMost(STARTING).pollInterval(Duration.ofMillis(250)).until(() -> Files.exists(demo) && answers(server));

            Findings findings = new Fuzz(ServiceUnderTest.of(demo), data, Long.getLong("stillframe.fuzz.seed", SEED)).run(0, REQUESTS, LONGEST_SECONDS);
            findings.write(data.resolve("findings.json"));

            assertThat(findings.violations()).isEmpty();
            assertThat(findings.requests()).isEqualTo(REQUESTS);
            // Otherwise all that it knocked at were closed doors.
            assertThat(findings.succeeded()).as(findings.table()).isGreaterThan(REQUESTS / 10);
        }
    }

    private static boolean answers(PayaraMicro server) {
        try {
            return io.restassured.RestAssured.get(server.url().resolve("/health/ready")).statusCode() == 200;
        } catch (Exception e) {
            return false;
        }
    }

    private static Path emptied(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> old = Files.walk(directory)) {
                for (Path file : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return Files.createDirectories(directory);
    }
}
