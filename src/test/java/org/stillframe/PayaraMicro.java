package org.stillframe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The built WAR on a Payara Micro of its own, set up as {@code ./run} sets it up. What it keeps is in the data directory. */
public final class PayaraMicro implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration STOPPING = Duration.ofSeconds(30);

    private final Process process;
    private final URI url;
    private final Path log;

    private PayaraMicro(Process process, URI url, Path log) {
        this.process = process;
        this.url = url;
        this.log = log;
    }

    /** Starts it without waiting for it; its log goes on at {@code log}. */
    public static PayaraMicro start(Path data, Path log, Map<String, String> environment) throws IOException {
        Path war = Path.of(System.getProperty("stillframe.war"));
        int port = freePort();
        URI url = URI.create("http://localhost:" + port);
        ProcessBuilder command = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        war.resolveSibling("payara-micro.jar").toString(),
                        "--nocluster",
                        "--disablephonehome",
                        "--addlibs",
                        war.resolveSibling("postgresql.jar").toString(),
                        "--port",
                        Integer.toString(port),
                        "--prebootcommandfile",
                        commands(data, environment).toString(),
                        "--deploy",
                        war.toString(),
                        "--contextroot",
                        "/"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Files.createDirectories(data.resolve("db"));
        command.environment()
                .putAll(Map.of(
                        "STILLFRAME_DATA_DIR", data.toString(),
                        "STILLFRAME_DATABASE_URL",
                                "jdbc:h2:file:" + data.resolve("db/stillframe")
                                        + ";WRITE_DELAY=0;LOCK_TIMEOUT=10000;DB_CLOSE_ON_EXIT=FALSE",
                        "STILLFRAME_DATABASE_OPTIONS", Files.readString(Path.of("server-config/postgresql.options")).strip(),
                        "STILLFRAME_BIND", LOOPBACK,
                        "STILLFRAME_URL", url.toString()));
        command.environment().putAll(environment);
        PayaraMicro started = new PayaraMicro(command.start(), url, log);
        // A test run that is itself ended must not leave a server behind.
        Runtime.getRuntime().addShutdownHook(new Thread(started::kill));
        return started;
    }

    /** What the server is set up with: that of every server, and that of its database. */
    private static Path commands(Path data, Map<String, String> environment) throws IOException {
        String url = environment.getOrDefault("STILLFRAME_DATABASE_URL", "jdbc:h2:");
        Path setUp = Path.of("server-config/payara");
        String database = url.startsWith("jdbc:postgresql:") ? "postgresql.asadmin" : "h2.asadmin";
        Path commands = data.resolve("boot.asadmin");
        Files.writeString(
                commands, Files.readString(setUp.resolve("boot.asadmin")) + Files.readString(setUp.resolve(database)));
        return commands;
    }

    public URI url() {
        return url;
    }

    public Path log() {
        return log;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** As a power failure would: nothing is written any more. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().completeOnTimeout(process, STOPPING.toSeconds(), TimeUnit.SECONDS).join();
        kill();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
