package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.stillframe.Build;
import org.stillframe.PayaraMicro;
import org.stillframe.ServiceUnderTest;
import org.stillframe.hypervisor.DiskInfo;
import org.stillframe.hypervisor.PowerState;
import org.stillframe.hypervisor.simulated.SimulatedFaults;
import org.stillframe.hypervisor.simulated.SimulatedHost;
import org.stillframe.hypervisor.simulated.SimulatedHypervisor;

/** A running service with the demo set on a simulated host, and a way to look at and meddle with that host. */
final class Service implements AutoCloseable {
    static final String WEB_SERVER = "web-server-01";
    private static final Duration STARTING = Duration.ofMinutes(3);
    private static final Duration SETTLING = Duration.ofSeconds(60);
    private static final List<String> ENDED = List.of("succeeded", "failed", "cancelled");

    private final Path data;
    private final Path simulated;
    private final Map<String, String> environment;
    private PayaraMicro server;
    private ApiClient owner;
    private ApiClient other;
    private ApiClient admin;
    private long serverId;

    private Service(Path data, Path simulated, Map<String, String> environment) {
        this.data = data;
        this.simulated = simulated;
        this.environment = environment;
    }

    /** Starts one on a fresh data directory below the build's. */
    static Service fresh(String name) throws IOException {
        return fresh(name, Map.of());
    }

    /** @param settings in addition to those of the demo; no room is reserved unless they say so, as the disk may be nearly full */
    static Service fresh(String name, Map<String, String> settings) throws IOException {
        return fresh(name, settings, Map.of());
    }

    /** @param files what is in the data directory before the first start, by their paths in it */
    static Service fresh(String name, Map<String, String> settings, Map<String, String> files) throws IOException {
        Path data = emptied(name);
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = data.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        Map<String, String> environment = new HashMap<>(settings);
        environment.putIfAbsent("STILLFRAME_STORAGE_RESERVE", "0");
        environment.put("STILLFRAME_DEMO", "true");
        environment.put("STILLFRAME_DEMO_HOST", "simulated://" + data.resolve("simulated"));
        environment.putIfAbsent("STILLFRAME_SIMULATED_LATENCY", "20");
        Service service = new Service(data, data.resolve("simulated"), environment);
        service.start();
        return service;
    }

    /** Starts another node beside this one, on the same database and the same host. It has this one's keys and tokens. */
    Service joinedBy(String name, Map<String, String> settings) throws IOException {
        Path other = emptied(name);
        Files.createDirectories(other.resolve("keys"));
        for (String file : List.of("keys/sealing.key", "demo.env")) {
            Files.copy(data.resolve(file), other.resolve(file));
        }
        Map<String, String> environment = new HashMap<>(this.environment);
        environment.putAll(settings);
        Service service = new Service(other, simulated, environment);
        service.start();
        return service;
    }

    /** A new directory below the build's. */
    static Path emptied(String name) throws IOException {
        Path data = Build.directory(name);
        if (Files.exists(data)) {
            try (Stream<Path> old = Files.walk(data)) {
                for (Path file : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return Files.createDirectories(data);
    }

    /** Starts the service on what an earlier one left. */
    void start() throws IOException {
        server = PayaraMicro.start(data, data.resolve("server.log"), environment);
        await().atMost(STARTING).pollInterval(Duration.ofMillis(250)).ignoreExceptions().until(this::answers);
        ServiceUnderTest found = ServiceUnderTest.of(data.resolve("demo.env"));
        assertThat(found.url()).isEqualTo(server.url());
        owner = new ApiClient(server.url(), found.token());
        other = new ApiClient(server.url(), found.otherToken());
        admin = new ApiClient(server.url(), found.adminToken());
        serverId = found.serverId();
    }

    private boolean answers() throws IOException {
        if (!server.isAlive()) {
            throw new AssertionError("The server has ended; see " + server.log());
        }
        ServiceUnderTest found = ServiceUnderTest.of(data.resolve("demo.env"));
        return found.url().equals(server.url())
                && new ApiClient(server.url(), found.adminToken()).get("/api/v1/servers/").expect(200).results().size() >= 2
                && new ApiClient(server.url(), null).get("/health/ready").status() == 200;
    }

    /** Kills the service as it stands; what its guests do goes on. */
    void kill() {
        server.kill();
    }

    /** Waits until nothing is being done, lets go of every snapshot, stops the owner's server and takes all faults away. */
    void reset() throws IOException {
        heal();
        await().atMost(SETTLING).until(() -> nobody().get("/health/ready").status() == 200);
        settle();
        snapshots().forEach(id -> owner.delete(ApiClient.SNAPSHOTS + id + "/").expect(204));
        stopServer();
        settle();
    }

    /** Waits until no operation is unfinished. */
    void settle() {
        await().atMost(SETTLING).pollInterval(Duration.ofMillis(100)).until(() -> operations().stream()
                .allMatch(operation -> ENDED.contains(operation.getString("status"))));
    }

    void startServer() {
        owner.end(owner.post("/api/v1/servers/" + serverId + "/start/").expect(202));
    }

    void stopServer() {
        owner.end(owner.post("/api/v1/servers/" + serverId + "/stop/").expect(202));
    }

    List<Long> snapshots() {
        return owner.get(ApiClient.SNAPSHOTS).expect(200).results().stream()
                .map(snapshot -> snapshot.getJsonNumber("id").longValueExact())
                .toList();
    }

    List<JsonObject> operations() {
        return owner.get("/api/v1/operations/").expect(200).results();
    }

    JsonObject server() {
        return owner.get("/api/v1/servers/" + serverId + "/").expect(200).json();
    }

    PowerState powerState() {
        return new SimulatedHypervisor().powerStates(host().uri()).get(domain());
    }

    /** What the guest of the owner's server sees at the start of its disk; its UEFI variables are of the same moment. */
    String readDisk() throws IOException {
        String found = read("vda");
        assertThat(read(DiskInfo.NVRAM)).as("UEFI variables").isEqualTo(found);
        return found;
    }

    private String read(String target) throws IOException {
        return new String(host().read(domain(), target, 0, 32), StandardCharsets.UTF_8).replace("\0", "");
    }

    /** Writes as the guest of the owner's server does, to its disk and to its UEFI variables. */
    void writeDisk(String text) throws IOException {
        byte[] padded = new byte[32];
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, padded, 0, bytes.length);
        host().write(domain(), "vda", 0, padded);
        host().write(domain(), DiskInfo.NVRAM, 0, padded);
    }

    SimulatedHost host() {
        try {
            return SimulatedHost.create(directory());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Faults for the host, in place of all before. */
    void suffer(SimulatedFaults faults) throws IOException {
        faults.install(directory());
    }

    void heal() throws IOException {
        SimulatedFaults.clear(directory());
    }

    static UUID domain() {
        return UUID.nameUUIDFromBytes(WEB_SERVER.getBytes(StandardCharsets.UTF_8));
    }

    private Path directory() {
        return simulated;
    }

    boolean isAlive() {
        return server.isAlive();
    }

    Path data() {
        return data;
    }

    /** The client of the account that owns the server. */
    ApiClient owner() {
        return owner;
    }

    /** The client of an account that does not. */
    ApiClient other() {
        return other;
    }

    ApiClient admin() {
        return admin;
    }

    ApiClient nobody() {
        return new ApiClient(server.url(), null);
    }

    long serverId() {
        return serverId;
    }

    @Override
    public void close() {
        server.close();
    }
}
