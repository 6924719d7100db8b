package org.stillframe.faults;

import jakarta.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The service as a process of its own, that is killed and started again on what it left. */
final class Installation implements AutoCloseable {
    private static final Duration STARTING = Duration.ofMinutes(6);
    private static final String ADOPTER = "admin@example.com";

    private final Path script;
    private final Path directory;
    private final Database database;
    private final Map<String, String> settings;
    private final int port;
    private Client client;
    private long ahead;

    /**
     * @param home the project's directory
     * @param database that it uses, and ends with
     * @param settings in addition to those that every campaign has
     */
    Installation(Path home, Path directory, String host, Database database, Map<String, String> settings) {
        this.script = home.resolve("server-config/bench/service");
        this.directory = directory;
        this.settings = new HashMap<>(Map.of(
                "STILLFRAME_LIBVIRT_URI", host,
                "STILLFRAME_DEMO", "false",
                "STILLFRAME_STORAGE_RESERVE", "0",
                "STILLFRAME_SAFETY_LIMIT", "2",
                "STILLFRAME_RATE_LIMIT", "0",
                "LIBVIRT_AUTOSTART", "0"));
        this.settings.putAll(settings);
        this.settings.putAll(database.settings());
        this.database = database;
        this.port = freePort();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Has it tell the time by a clock of its own from its next start on; what measures spans of time goes on as ever.
     *
     * @param source of the library that does it
     */
    void wearWatch(Path source) {
        Path library = directory.resolve("watch.so");
        Command.run("cc", "-shared", "-fPIC", "-O2", "-Wall", "-o", library.toString(), source.toString(), "-ldl");
        jump(0);
        settings.putAll(Map.of("LD_PRELOAD", library.toString(), "STILLFRAME_WATCH", watch().toString()));
    }

    /** @param seconds how far its clock jumps; negative for back */
    void jump(long seconds) {
        ahead += seconds;
        try {
            // In place, as the process has the file mapped.
            byte[] bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(ahead).array();
            Files.write(watch(), bytes, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path watch() {
        return directory.resolve("clock");
    }

    /** Starts it and does not wait. */
    void start() {
        Command started = script("start", Integer.toString(port));
        if (started.status() != 0) {
            throw new IllegalStateException("The service cannot be started: " + started.output());
        }
    }

    /** Makes the next starts quicker; for a campaign of many. */
    void archive() {
        script("archive");
    }

    private Command script(String... words) {
        List<String> all = new java.util.ArrayList<>(List.of(script.toString(), words[0], directory.toString()));
        all.addAll(List.of(words).subList(1, words.length));
        return Command.attempt(settings, all);
    }

    /** Waits until the application answers; its host may still be away. */
    void awaitAnswer() throws IOException {
        long deadline = System.nanoTime() + STARTING.toNanos();
        while (!answers()) {
            if (System.nanoTime() > deadline || !isAlive()) {
                throw new IOException("The service does not answer; see " + directory.resolve("log/server.log"));
            }
            Pause.millis(100);
        }
    }

    private boolean answers() {
        try {
            client = new Client(URI.create("http://127.0.0.1:" + port), token());
            return client.get("/api/v1/account/me/").status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private String token() throws IOException {
        return Files.readAllLines(directory.resolve("admin.env")).stream()
                .filter(line -> line.startsWith("STILLFRAME_ADMIN_TOKEN="))
                .map(line -> line.substring(line.indexOf('=') + 1))
                .findFirst()
                .orElseThrow(() -> new IOException("There is no token yet"));
    }

    Client client() {
        return client;
    }

    Database database() {
        return database;
    }

    /** What the service has written down. */
    Books books() {
        return database.books();
    }

    /** Makes the guest a server, and answers with its id. */
    long adopt(Guest guest) throws IOException {
        String body = Json.createObjectBuilder()
                .add("host_id", 1)
                .add("domain", guest.uuid().toString())
                .add("account", ADOPTER)
                .build()
                .toString();
        Client.Answer answer = client.send("POST", Client.SERVERS, body);
        if (answer.status() != 201) {
            throw new IOException("The guest cannot be adopted: " + answer);
        }
        return answer.json().getJsonNumber("id").longValueExact();
    }

    boolean isAlive() {
        return process() != null;
    }

    private ProcessHandle process() {
        try {
            long pid = Long.parseLong(Files.readString(directory.resolve("server.pid")).split(" ")[0]);
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).orElse(null);
        } catch (IOException | NumberFormatException e) {
            return null;
        }
    }

    /** By force, and nothing else before. */
    void kill() {
        ProcessHandle process = process();
        if (process != null) {
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    @Override
    public void close() {
        kill();
        database.close();
    }
}
