package org.stillframe.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.stillframe.hypervisor.DiskInfo;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.VolumeInfo;
import org.stillframe.hypervisor.simulated.Call;
import org.stillframe.hypervisor.simulated.SimulatedDisk;
import org.stillframe.hypervisor.simulated.SimulatedFaults;
import org.stillframe.hypervisor.simulated.SimulatedFaults.Point;
import org.stillframe.hypervisor.simulated.SimulatedHost;
import org.stillframe.hypervisor.simulated.SimulatedHypervisor;

/** Servers made of plain files: what the service does to them goes on in its own process, and dies with it. */
final class SimulatedSite implements Site {
    private static final int CAPACITY = 8 << 20;
    private static final int NOISE = 256 << 10;
    private static final int TEXT = 64;
    private static final Duration SLOW = Duration.ofMillis(150);
    private static final List<Call> CALLS =
            List.of(Call.INSPECT, Call.CUT, Call.SWITCH_HEADS, Call.START, Call.STOP, Call.MERGE, Call.DELETE_VOLUME);
    private static final Set<Call> WITH_MIDWAY = Set.of(Call.CUT, Call.SWITCH_HEADS, Call.MERGE);

    private final Path directory;
    private final List<Guest> guests = new ArrayList<>();
    private final SimulatedHypervisor hypervisor = new SimulatedHypervisor();
    private SimulatedHost host;
    private int noise;

    SimulatedSite(Path directory) {
        this.directory = directory.resolve("simulated");
    }

    @Override
    public void open() {
        try {
            host = SimulatedHost.create(directory);
            define("one-disk", new SimulatedDisk("vda", CAPACITY));
            define("two-disks", new SimulatedDisk("vda", CAPACITY), new SimulatedDisk("vdb", CAPACITY));
            define("with-uefi", new SimulatedDisk("vda", CAPACITY), SimulatedDisk.nvram());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        heal();
    }

    private void define(String name, SimulatedDisk... disks) throws IOException {
        DomainRef domain = host.define(UUID.randomUUID(), name, disks);
        guests.add(new Guest(name, domain.uuid(), Arrays.stream(disks).map(SimulatedDisk::target).toList()));
        hypervisor.start(domain);
    }

    @Override
    public List<Guest> guests() {
        return guests;
    }

    @Override
    public String uri() {
        return host.uri();
    }

    @Override
    public Set<Fault> faults() {
        return Set.of(
                Fault.SERVICE, Fault.SERVICE_AND_HOST_FAILS, Fault.HOST_FAILS, Fault.HOST_FAILS_AFTER, Fault.HOST_AWAY);
    }

    @Override
    public String power(Guest guest) {
        return switch (inspect(guest).state()) {
            case RUNNING -> ACTIVE;
            case PAUSED -> SUSPENDED;
            case STOPPED -> STOPPED;
        };
    }

    private DomainInfo inspect(Guest guest) {
        return hypervisor.inspect(new DomainRef(host.uri(), guest.uuid()));
    }

    @Override
    public List<String> chain(Guest guest, String target) {
        return inspect(guest).disksAndNvram().stream()
                .filter(disk -> disk.target().equals(target))
                .flatMap(disk -> disk.chain().stream())
                .map(VolumeInfo::path)
                .toList();
    }

    @Override
    public String definedHead(Guest guest, String target) {
        return chain(guest, target).get(0);
    }

    @Override
    public Set<String> files(Guest guest) {
        try (Stream<Path> files = Files.list(directory.resolve("volumes"))) {
            return files.filter(file -> file.getFileName().toString().startsWith(guest.filePrefix()))
                    .map(Path::toString)
                    .filter(file -> !file.endsWith(".data"))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean exists(String file) {
        return Files.exists(Path.of(file));
    }

    @Override
    public Content content(Path file) {
        int length = file.toString().endsWith(".qcow2") ? CAPACITY : NOISE;
        try {
            byte[] bytes = host.readVolume(file.toString(), 0, length);
            String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            return new Content(sha256, text(Arrays.copyOf(bytes, TEXT)), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String sha256(Path file) {
        return content(file).sha256();
    }

    @Override
    public void write(Guest guest, String marker) {
        noise = (noise + 3) % ((CAPACITY - NOISE) / NOISE);
        byte[] bytes = new byte[NOISE];
        Arrays.fill(bytes, (byte) (noise + 1));
        try {
            for (String target : guest.targets()) {
                host.write(guest.uuid(), target, 0, Arrays.copyOf(marker.getBytes(StandardCharsets.US_ASCII), TEXT));
                if (!target.equals(DiskInfo.NVRAM)) {
                    host.write(guest.uuid(), target, (noise + 1L) * NOISE, bytes);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<String> read(Guest guest) {
        try {
            List<String> found = new ArrayList<>();
            for (String target : guest.targets()) {
                byte[] bytes = host.read(guest.uuid(), target, 0, TEXT);
                found.add(text(bytes));
                host.write(guest.uuid(), target, 0, bytes);
            }
            return Optional.of(found.stream().distinct().collect(Collectors.joining("|")));
        } catch (IOException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII).replace("\0", "");
    }

    @Override
    public List<String> leftovers() {
        try (Stream<Path> jobs = Files.list(directory.resolve("jobs"))) {
            return jobs.filter(job -> job.toString().endsWith(".job") && isHeld(job))
                    .map(job -> "merge " + job.getFileName())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file of a merge stays; its lock goes with the merge. */
    private static boolean isHeld(Path job) {
        try (FileChannel channel = FileChannel.open(job, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void killDaemon() {
        throw new UnsupportedOperationException("The host is no process");
    }

    @Override
    public void startDaemon() {
        throw new UnsupportedOperationException("The host is no process");
    }

    @Override
    public void killProcess(Guest guest) {
        throw new UnsupportedOperationException("The guest is no process");
    }

    @Override
    public void suffer(Fault fault, RandomGenerator random) {
        Call call = CALLS.get(random.nextInt(CALLS.size()));
        Point point = WITH_MIDWAY.contains(call) ? Point.values()[random.nextInt(2)] : Point.BEFORE;
        Kind kind = random.nextBoolean() ? Kind.FAILED : Kind.UNAVAILABLE;
        install(switch (fault) {
            case HOST_AWAY -> SimulatedFaults.none().unreachable();
            case HOST_FAILS_AFTER -> slow().fail(call, Point.AFTER, kind, 1 + random.nextInt(2));
            case HOST_FAILS, SERVICE_AND_HOST_FAILS -> slow().fail(call, point, kind, 1 + random.nextInt(2));
            default -> throw new IllegalArgumentException(fault + " is nothing that happens to this host");
        });
    }

    /** Slow in the middle of each call, so that a kill hits there. */
    private static SimulatedFaults slow() {
        return SimulatedFaults.none()
                .latency(Call.CUT, Point.MIDWAY, SLOW)
                .latency(Call.SWITCH_HEADS, Point.MIDWAY, SLOW)
                .latency(Call.MERGE, Point.MIDWAY, SLOW)
                .latency(Call.MERGE, Point.AFTER, SLOW)
                .latency(Call.DELETE_VOLUME, Point.AFTER, SLOW)
                .latency(Call.CUT, Point.AFTER, SLOW);
    }

    private void install(SimulatedFaults faults) {
        try {
            faults.install(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void heal() {
        install(slow());
    }

    @Override
    public Map<String, String> evidence(Guest guest) {
        return Map.of("inspected", inspect(guest).toString(), "files", files(guest).toString());
    }

    @Override
    public void close() {
        // Nothing runs.
    }
}
