package org.stillframe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FarewellTest {
    @TempDir
    private Path home;

    /** SIGTERM, as a test cannot press Ctrl-C: both end a Java program in the same way. */
    @Test
    @Timeout(60)
    void whoStopsWaitingIsToldThatTheOperationGoesOn() throws Exception {
        try (Stub stub = new Stub()) {
            stub.answers(200, "{\"id\":\"op-1\",\"kind\":\"snapshot_create\",\"status\":\"running\",\"progress\":1,\"step\":null}");
            ProcessBuilder builder = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp", System.getProperty("java.class.path"), "org.stillframe.cli.Main", "watch", "op-1");
            builder.environment().put("STILLFRAME_URL", stub.url());
            builder.environment().put("STILLFRAME_TOKEN", "token");
            builder.environment().put("HOME", home.toString());
            Path out = home.resolve("out");
            Path err = home.resolve("err");
            Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
            try {
                while (stub.requests().size() < 2) {
                    Thread.sleep(20);
                }
                process.destroy();
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isEqualTo(128 + 15);
                assertThat(err).hasContent("It goes on. Follow it: stillframe watch op-1");
                assertThat(out).isEmptyFile();
            } finally {
                process.destroyForcibly();
            }
        }
    }
}
