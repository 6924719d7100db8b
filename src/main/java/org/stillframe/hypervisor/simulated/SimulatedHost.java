package org.stillframe.hypervisor.simulated;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.PowerState;
import org.stillframe.hypervisor.StoredVolume;

/** A host's directory: makes domains, and plays their guests' part. The adapter works on the same files. */
public final class SimulatedHost {
    private static final String SCHEME = "simulated://";

    private final Path directory;

    private SimulatedHost(Path directory) {
        this.directory = directory;
    }

    /** Makes the directory a host unless it is one. */
    public static SimulatedHost create(Path directory) throws IOException {
        SimulatedHost host = new SimulatedHost(directory.toAbsolutePath().normalize());
        Files.createDirectories(host.domainFiles());
        Files.createDirectories(host.volumes());
        Files.createDirectories(host.jobs());
        return host;
    }

    static boolean isSimulated(String uri) {
        return uri.startsWith(SCHEME + "/");
    }

    static SimulatedHost connect(String uri) {
        SimulatedHost host = isSimulated(uri)
                ? new SimulatedHost(Path.of(uri.substring(SCHEME.length())).normalize())
                : null;
        if (host == null || !Files.isDirectory(host.domainFiles())) {
            throw new HypervisorException(Kind.UNAVAILABLE, "No simulated host at " + uri);
        }
        return host;
    }

    /** What the adapter knows the host by. */
    public String uri() {
        return SCHEME + directory;
    }

    public Path directory() {
        return directory;
    }

    /** Makes a stopped domain of 2 processors, 2,048 MiB, a guest agent and empty disks; leaves one that exists as it is. */
    public DomainRef define(UUID uuid, String name, SimulatedDisk... disks) throws IOException {
        return define(uuid, name, true, disks);
    }

    /** The same with or without a guest agent. */
    public DomainRef define(UUID uuid, String name, boolean agent, SimulatedDisk... disks) throws IOException {
        requireNonNull(name, "name is null");
        try (DomainLock held = DomainLock.hold(lockFile(uuid))) {
            if (!Files.exists(definition(uuid))) {
                List<SimulatedDomain.Disk> made = new ArrayList<>();
                for (SimulatedDisk disk : disks) {
                    Path path = volumes().resolve(name + "-" + uuid + "-" + disk.target() + "." + disk.format());
                    SimulatedVolume.create(path, disk.format(), disk.capacityBytes(), null);
                    made.add(new SimulatedDomain.Disk(disk.target(), path, disk.blocked()));
                }
                save(new SimulatedDomain(uuid, name, 2, 2048, PowerState.STOPPED, agent, false, made));
            }
        }
        return new DomainRef(uri(), uuid);
    }

    /** Forgets the domain; its volumes stay. */
    public void undefine(UUID uuid) throws IOException {
        try (DomainLock held = lock(uuid)) {
            Files.deleteIfExists(definition(uuid));
        }
    }

    /** Gives the domain another name, as an administrator might. */
    public void rename(UUID uuid, String name) throws IOException {
        try (DomainLock held = lock(uuid)) {
            save(domain(uuid).withName(name));
        }
    }

    /** Forgets the domain and defines it under another UUID, with the same disks. */
    public void redefine(UUID uuid, UUID anew) throws IOException {
        try (DomainLock held = lock(uuid)) {
            save(domain(uuid).withUuid(anew));
            Files.delete(definition(uuid));
        }
    }

    /** Has the stopped domain write to another file. */
    public void point(UUID uuid, String target, String path) throws IOException {
        try (DomainLock held = lock(uuid)) {
            save(domain(uuid).withHead(target, Path.of(path)));
        }
    }

    /** Makes a running domain's processors stand still, as an administrator might. */
    public void pause(UUID uuid) throws IOException {
        try (DomainLock held = lock(uuid)) {
            SimulatedDomain domain = domain(uuid);
            if (domain.state() == PowerState.RUNNING) {
                save(domain.withState(PowerState.PAUSED));
            }
        }
    }

    /** Makes a paused domain's processors go on, as an administrator might; what was frozen stays frozen. */
    public void resume(UUID uuid) throws IOException {
        try (DomainLock held = lock(uuid)) {
            SimulatedDomain domain = domain(uuid);
            if (domain.state() == PowerState.PAUSED) {
                save(domain.withState(PowerState.RUNNING));
            }
        }
    }

    /** @param reason why the disk cannot be layered from now on, a sentence for its owner; null if it can be again */
    public void block(UUID uuid, String target, String reason) throws IOException {
        try (DomainLock held = lock(uuid)) {
            save(domain(uuid).withHeads(
                    disk -> disk.target().equals(target) ? new SimulatedDomain.Disk(target, disk.head(), reason) : disk));
        }
    }

    /**
     * Writes as the guest does, or as somebody with the disk in hand if the domain is stopped.
     *
     * @throws IllegalStateException if the guest cannot write, because it is paused or its file systems are frozen
     */
    public void write(UUID uuid, String target, long offset, byte[] bytes) throws IOException {
        try (DomainLock held = lock(uuid)) {
            SimulatedDomain domain = domain(uuid);
            if (domain.state() == PowerState.PAUSED || domain.frozen()) {
                throw new IllegalStateException(domain.name() + (domain.frozen() ? " is frozen" : " is paused"));
            }
            chain(domain, target).write(offset, bytes);
        }
    }

    /** Reads what the guest sees. */
    public byte[] read(UUID uuid, String target, long offset, int length) throws IOException {
        try (DomainLock held = lock(uuid)) {
            return chain(domain(uuid), target).read(offset, length);
        }
    }

    /** Reads a layer as a guest would that booted from it. */
    public byte[] readVolume(String path, long offset, int length) throws IOException {
        return SimulatedChain.open(Path.of(path)).read(offset, length);
    }

    DomainLock lock(UUID uuid) throws IOException {
        if (!Files.exists(definition(uuid))) {
            throw unknown(uuid, null);
        }
        return DomainLock.hold(lockFile(uuid));
    }

    SimulatedDomain domain(UUID uuid) throws IOException {
        try {
            return SimulatedDomain.load(definition(uuid));
        } catch (NoSuchFileException e) {
            throw unknown(uuid, e);
        }
    }

    /** By name. */
    List<SimulatedDomain> allDomains() throws IOException {
        List<SimulatedDomain> domains = new ArrayList<>();
        for (Path file : files(domainFiles(), "*.properties")) {
            try {
                domains.add(SimulatedDomain.load(file));
            } catch (NoSuchFileException e) {
                // It was undefined since the directory was listed.
            }
        }
        domains.sort(Comparator.comparing(SimulatedDomain::name).thenComparing(SimulatedDomain::uuid));
        return domains;
    }

    void save(SimulatedDomain domain) throws IOException {
        domain.save(definition(domain.uuid()));
    }

    /** The files that read through to that one; not what was merged away. */
    List<Path> children(Path path) throws IOException {
        return volumesOver(path).stream()
                .filter(volume -> !volume.merged())
                .map(SimulatedVolume::path)
                .toList();
    }

    /** Whether a domain writes to the file or any other file names it. */
    boolean isReferredTo(Path path) throws IOException {
        return isHead(path) || !volumesOver(path).isEmpty();
    }

    boolean isHead(Path path) throws IOException {
        return allDomains().stream().anyMatch(domain -> domain.isHead(path));
    }

    /** All volumes as their descriptors say; one that cannot be read is told as a file of no known format. */
    List<StoredVolume> stored() throws IOException {
        List<StoredVolume> found = new ArrayList<>();
        for (Path file : files(volumes(), "[!.]*")) {
            if (!file.toString().endsWith(".data")) {
                stored(file).ifPresent(found::add);
            }
        }
        return found;
    }

    private static Optional<StoredVolume> stored(Path file) {
        try {
            SimulatedVolume volume = SimulatedVolume.open(file);
            if (volume == null || volume.merged()) {
                return Optional.empty();
            }
            String backing = volume.backing() == null ? null : volume.backing().toString();
            return Optional.of(new StoredVolume(file.toString(), volume.format(), backing, backing == null ? null : "qcow2"));
        } catch (IOException e) {
            return Optional.of(new StoredVolume(file.toString(), "raw", null, null));
        }
    }

    private List<SimulatedVolume> volumesOver(Path path) throws IOException {
        return allVolumes().stream().filter(volume -> path.equals(volume.backing())).toList();
    }

    /** Room that all volumes take together. */
    long occupiedBytes() throws IOException {
        long bytes = 0;
        for (SimulatedVolume volume : allVolumes()) {
            bytes += volume.info().allocatedBytes();
        }
        return bytes;
    }

    private List<SimulatedVolume> allVolumes() throws IOException {
        List<SimulatedVolume> found = new ArrayList<>();
        for (Path file : files(volumes(), "[!.]*")) {
            SimulatedVolume volume = file.toString().endsWith(".data") ? null : SimulatedVolume.open(file);
            if (volume != null) {
                found.add(volume);
            }
        }
        return found;
    }

    /** Turns a caller's path into one of a volume here. */
    Path volumePath(String text) {
        Path path = Path.of(text).normalize();
        if (!isVolumePath(path)) {
            throw new HypervisorException(Kind.FAILED, path + " is in no pool of " + uri());
        }
        return path;
    }

    boolean isVolumePath(Path path) {
        return volumes().equals(path.getParent()) && !path.getFileName().toString().matches("\\..*|.*\\.data");
    }

    Path volumes() {
        return directory.resolve("volumes");
    }

    Path jobs() {
        return directory.resolve("jobs");
    }

    private Path domainFiles() {
        return directory.resolve("domains");
    }

    private Path lockFile(UUID uuid) {
        return domainFiles().resolve(uuid + ".lock");
    }

    private HypervisorException unknown(UUID uuid, IOException cause) {
        return new HypervisorException(Kind.DOMAIN_NOT_FOUND, "No domain " + uuid + " on " + uri(), cause);
    }

    private Path definition(UUID uuid) {
        return domainFiles().resolve(uuid + ".properties");
    }

    private static SimulatedChain chain(SimulatedDomain domain, String target) throws IOException {
        return SimulatedChain.open(domain.disk(target).orElseThrow().head());
    }

    private static List<Path> files(Path directory, String pattern) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, pattern)) {
            stream.forEach(files::add);
        }
        return files;
    }
}
