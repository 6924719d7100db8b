package org.stillframe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An unpacked WildFly, set up by the CLI script that operators use and run as a process of its own. */
final class WildFly implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";

    private final Path home;
    private final Path log;
    private final int port = freePort();
    private Process process;

    /** @param log where the server's output goes */
    WildFly(Path home, Path log) {
        this.home = home;
        this.log = log;
    }

    String url() {
        return "http://" + LOOPBACK + ":" + port;
    }

    void setUp(Path script) throws IOException, InterruptedException {
        Process cli = command(Map.of(), home.resolve("bin/jboss-cli.sh").toString(), "--file=" + script).start();
        if (!cli.waitFor(3, TimeUnit.MINUTES) || cli.exitValue() != 0) {
            stop(cli);
            throw new IllegalStateException("The CLI script failed; see " + log);
        }
    }

    /** Leaves the application as the only one that will be deployed. */
    void deploy(Path war) throws IOException {
        Path deployments = home.resolve("standalone/deployments");
        try (Stream<Path> old = Files.list(deployments)) {
            for (Path file : old.toList()) {
                Files.delete(file);
            }
        }
        Files.copy(war, deployments.resolve("stillframe.war"), StandardCopyOption.REPLACE_EXISTING);
    }

    void start(Map<String, String> environment) throws IOException {
        process = command(
                        environment,
                        home.resolve("bin/standalone.sh").toString(),
                        "-Djboss.bind.address=" + LOOPBACK,
                        "-Djboss.http.port=" + port,
                        "-Djboss.https.port=" + freePort(),
                        "-Djboss.management.http.port=" + freePort(),
                        "-Djboss.management.https.port=" + freePort())
                .start();
        // A test run that is itself ended must not leave a server behind.
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** @throws IllegalStateException if nothing is to be waited for any more */
    void requireAlive() {
        if (!process.isAlive() || Files.exists(home.resolve("standalone/deployments/stillframe.war.failed"))) {
            throw new IllegalStateException("WildFly or the application did not start; see " + log);
        }
    }

    private ProcessBuilder command(Map<String, String> environment, String... words) {
        ProcessBuilder command = new ProcessBuilder(List.of(words)).redirectErrorStream(true);
        command.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        command.environment().keySet().removeAll(List.of("JBOSS_HOME", "JBOSS_PIDFILE", "JAVA_OPTS", "GC_LOG"));
        command.environment().put("JAVA_HOME", System.getProperty("java.home"));
        command.environment().put("JAVA_OPTS", "-Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        command.environment().putAll(environment);
        return command;
    }

    @Override
    public void close() {
        if (process != null) {
            stop(process);
        }
    }

    /** Ends the script and the Java process that it started, and nothing else. */
    private static void stop(Process script) {
        List<ProcessHandle> started = Stream.concat(script.descendants(), Stream.of(script.toHandle())).toList();
        started.forEach(ProcessHandle::destroy);
        started.forEach(handle -> handle.onExit().completeOnTimeout(handle, 30, TimeUnit.SECONDS).join());
        started.forEach(ProcessHandle::destroyForcibly);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
