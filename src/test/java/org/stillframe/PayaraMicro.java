package org.stillframe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The WAR on Payara Micro as a process of its own, with its database and its files in one directory. */
public final class PayaraMicro implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";

    private final Path directory;
    private final int port;
    private Process process;

    /** @param directory for everything the service writes */
    public PayaraMicro(Path directory) throws IOException {
        this.directory = directory;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            this.port = free.getLocalPort();
        }
    }

    public String url() {
        return "http://" + LOOPBACK + ":" + port;
    }

    /** @param environment in addition to this process's own */
    public void start(Map<String, String> environment) throws IOException {
        Path settings = directory.resolve("boot.asadmin");
        Files.write(
                settings,
                List.of(
                        "set resources.jdbc-connection-pool.H2Pool.property.URL=jdbc:h2:file:"
                                + directory.resolve("database") + ";LOCK_TIMEOUT=10000;DB_CLOSE_ON_EXIT=FALSE",
                        "set configs.config.server-config.network-config.network-listeners.network-listener"
                                + ".http-listener.address=" + LOOPBACK));
        ProcessBuilder command = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        Path.of("target/payara-micro.jar").toAbsolutePath().toString(),
                        "--nocluster",
                        "--port",
                        Integer.toString(port),
                        "--prebootcommandfile",
                        settings.toString(),
                        "--contextroot",
                        "/",
                        "--deploy",
                        System.getProperty("stillframe.war"))
                .redirectErrorStream(true)
                .redirectOutput(log().toFile());
        command.environment().putAll(environment);
        process = command.start();
        // A test run that is itself ended must not leave a server behind.
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** Where the server's output goes. */
    public Path log() {
        return directory.resolve("payara.log");
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroy();
            try {
                if (!process.waitFor(30, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
