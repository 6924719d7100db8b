package org.stillframe.hypervisor.simulated;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.stillframe.hypervisor.Digest;
import org.stillframe.hypervisor.LayeredServer;
import org.stillframe.layer.LayeredHost;

/** A server of a simulated host. */
final class SimulatedServer extends LayeredServer {
    private final SimulatedHost host;

    SimulatedServer(Path directory, int disks) throws IOException {
        super(new SimulatedHypervisor());
        host = SimulatedHost.create(directory);
        SimulatedDisk[] made = LayeredHost.targets(disks).stream()
                .map(target -> new SimulatedDisk(target, DISK_BYTES))
                .toArray(SimulatedDisk[]::new);
        domain = host.define(UUID.randomUUID(), "life", made);
    }

    @Override
    protected Path directory() {
        return host.volumes();
    }

    @Override
    public void write(String target, int slot, int slots, byte value) {
        byte[] bytes = new byte[Math.min(slots, SLOTS - slot) * SLOT_BYTES];
        Arrays.fill(bytes, value);
        try {
            host.write(domain.uuid(), target, (long) slot * SLOT_BYTES, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void flush() {}

    @Override
    public Set<String> files() {
        try (Stream<Path> files = Files.list(host.volumes())) {
            return files.map(Path::toString).filter(path -> !path.endsWith(".data")).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String digest(String path) {
        try {
            return Digest.of(host.readVolume(path, 0, DISK_BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
