package org.stillframe.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The service on a data directory of its own, as {@code ./run} starts it. */
final class Instance {
    private static final long STARTING_SECONDS = 240;
    private static final int ENDING_SECONDS = 40;

    private final Path script;
    private final Path directory;
    private final Map<String, String> settings;
    private URI address;

    /** @param settings its environment, in addition to that of all */
    Instance(Path home, Path directory, Map<String, String> settings) {
        this.script = home.resolve("server-config/bench/service");
        this.directory = directory;
        this.settings = new TreeMap<>(settings);
        this.settings.put("STILLFRAME_DEMO", "false");
        // On, as it is by default, and so high that the load does not reach it.
        this.settings.put("STILLFRAME_RATE_LIMIT", "1000000");
        this.settings.put("STILLFRAME_COMPILER", "full");
        // Comparing servers with their hosts is not what is measured; there are none to compare with.
        this.settings.put("STILLFRAME_DRIFT_INTERVAL", "PT24H");
        this.settings.put("LIBVIRT_AUTOSTART", "0");
    }

    Path directory() {
        return directory;
    }

    URI address() {
        return address;
    }

    /** Starts it and does not wait. */
    void start() {
        int port = freePort();
        address = URI.create("http://127.0.0.1:" + port);
        Command.run(settings, script.toString(), "start", directory.toString(), Integer.toString(port));
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it answers. */
    Api await() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STARTING_SECONDS);
        while (true) {
            try {
                Api api = new Api(address, token());
                if (api.send("GET", "/api/v1/account/me/", null).status() == 200) {
                    return api;
                }
            } catch (UncheckedIOException e) {
                // It does not listen yet, or has not written its token.
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
            Stopwatch.pause(300);
        }
    }

    /** The admin's. */
    String token() {
        try {
            return Pattern.compile("^STILLFRAME_ADMIN_TOKEN=(.*)$", Pattern.MULTILINE)
                    .matcher(Files.readString(directory.resolve("admin.env")))
                    .results()
                    .map(found -> found.group(1))
                    .findFirst()
                    .orElseThrow(() -> new IOException("There is no token yet"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * MiB of the heap that are alive. The JVM counts them in the pause in which it collects the garbage; what it says is in use a moment
     * later holds the garbage of that moment, tens of MiB in a service that sends a long list.
     */
    double liveHeap() {
        return Pattern.compile("(?m)^Total +\\d+ +(\\d+)")
                        .matcher(jcmd("GC.class_histogram"))
                        .results()
                        .mapToLong(found -> Long.parseLong(found.group(1)))
                        .findFirst()
                        .orElseThrow()
                / 1048576.0;
    }

    private String jcmd(String command) {
        return Command.run(Path.of(System.getProperty("java.home"), "bin/jcmd").toString(), Long.toString(process().orElseThrow().pid()), command);
    }

    /** MiB that the process has had in memory at most. */
    double mostMemory() {
        try {
            return Pattern.compile("VmHWM:\\s+(\\d+) kB")
                    .matcher(Files.readString(Path.of("/proc", Long.toString(process().orElseThrow().pid()), "status")))
                    .results()
                    .mapToLong(found -> Long.parseLong(found.group(1)))
                    .sum()
                    / 1024.0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<ProcessHandle> process() {
        try {
            return ProcessHandle.of(Long.parseLong(Files.readString(directory.resolve("server.pid")).split(" ")[0]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks it to end, and waits until it has. */
    void stop() {
        ProcessHandle process = process().orElseThrow();
        process.destroy();
        try {
            process.onExit().get(ENDING_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("The service does not end", e);
        }
    }

    /** By force, if it is up. */
    void kill() {
        if (Files.exists(directory.resolve("server.pid"))) {
            process().ifPresent(process -> {
                process.destroyForcibly();
                process.onExit().join();
            });
        }
    }
}
