package org.stillframe.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.stillframe.ServiceUnderTest;

/** The demo as {@code ./run} starts it: the service, a private libvirtd and its QEMU guests. */
final class LiveDemo implements AutoCloseable {
    private static final Path PROJECT = Path.of("").toAbsolutePath();
    private static final Duration STARTING = Duration.ofMinutes(5);

    private final Path data;
    private final Process process;
    private final ApiClient owner;
    private final ApiClient other;
    private final ApiClient admin;

    private LiveDemo(Path data, Process process, ServiceUnderTest found) {
        this.data = data;
        this.process = process;
        this.owner = new ApiClient(found.url(), found.token());
        this.other = new ApiClient(found.url(), found.otherToken());
        this.admin = new ApiClient(found.url(), found.adminToken());
    }

    /** Starts it in a directory, and returns when it says that it is ready. */
    static LiveDemo start(Path data) throws IOException {
        return start(data, Map.of());
    }

    /** The same with more settings of the service. */
    static LiveDemo start(Path data, Map<String, String> settings) throws IOException {
        Files.createDirectories(data);
        Path output = data.resolve("run.out");
        ProcessBuilder command = new ProcessBuilder(
                        "./run", "--data", data.toString(), "--port", Integer.toString(freePort()))
                .directory(PROJECT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(new File("/dev/null"));
        command.environment().putAll(settings);
        Process process = command.start();
        try {
            await().atMost(STARTING).pollInterval(Duration.ofMillis(500)).until(() -> {
                assertThat(process.isAlive()).as(Files.readString(output)).isTrue();
                return Files.readString(output).contains("Stillframe is ready");
            });
            return new LiveDemo(data, process, ServiceUnderTest.of(data.resolve("demo.env")));
        } catch (IOException | RuntimeException | AssertionError e) {
            end(process, data);
            throw e;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** The client of the account that owns the first server. */
    ApiClient owner() {
        return owner;
    }

    /** The client of the account that owns the second server. */
    ApiClient other() {
        return other;
    }

    ApiClient admin() {
        return admin;
    }

    /** Asks the demo's own libvirt, behind the service's back. */
    String virsh(String... arguments) throws IOException {
        String uri = command(PROJECT.resolve("server-config/demo/libvirtd").toString(), "uri", data.toString()).strip();
        List<String> words = new ArrayList<>(List.of("virsh", "-q", "-c", uri));
        words.addAll(List.of(arguments));
        return command(words.toArray(String[]::new));
    }

    /** Runs a shell command inside a guest, once its agent answers, and answers with what it printed. */
    String inside(String guest, String command) throws IOException {
        run("wait", data.toString(), guest);
        return run("exec", data.toString(), guest, command).strip();
    }

    private static String run(String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(PROJECT.resolve("server-config/demo/guest").toString()));
        words.addAll(List.of(arguments));
        return command(words.toArray(String[]::new));
    }

    /** What a program printed, once it has ended well. */
    static String command(String... words) throws IOException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        try {
            assertThat(process.waitFor()).as(List.of(words) + ": " + output).isZero();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return output;
    }

    @Override
    public void close() throws IOException {
        end(process, data);
    }

    /** As Ctrl-C would; should that not be heard, the guests are ended at least. */
    private static void end(Process process, Path data) throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(90, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                new ProcessBuilder(PROJECT.resolve("server-config/demo/libvirtd").toString(), "stop", data.toString())
                        .start()
                        .waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
