package org.stillframe.hypervisor.simulated;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.hypervisor.HypervisorFixture;
import org.stillframe.hypervisor.PowerState;

/** Domains on a simulated host in a directory of its own. */
final class SimulatedFixture implements HypervisorFixture {
    private static final long CAPACITY = 40L * 1024 * 1024;
    private static final long NVRAM_BYTES = 512L * 1024;
    private static final int MIB = 1024 * 1024;
    private static final int SLOT_BYTES = 64;
    /** Crosses the border between two clusters. */
    private static final int FIRST_SLOT = SimulatedVolume.CLUSTER - 7;

    private static final int FILL_OFFSET = 16 * MIB;

    private final Hypervisor hypervisor = new SimulatedHypervisor();
    private final SimulatedHost host;
    private int servers;

    SimulatedFixture(Path directory) {
        this.host = io(() -> SimulatedHost.create(directory));
    }

    SimulatedHost simulatedHost() {
        return host;
    }

    @Override
    public Hypervisor hypervisor() {
        return hypervisor;
    }

    @Override
    public String host() {
        return host.uri();
    }

    @Override
    public String unreachableHost() {
        return host.uri() + "/absent";
    }

    @Override
    public DomainRef newServer(int disks) {
        SimulatedDisk[] wanted = new SimulatedDisk[disks];
        Arrays.setAll(wanted, i -> new SimulatedDisk("vd" + (char) ('a' + i), CAPACITY));
        return define(true, wanted);
    }

    @Override
    public DomainRef newServerWithoutAgent() {
        return define(false, new SimulatedDisk("vda", CAPACITY));
    }

    @Override
    public DomainRef newServerWithSharedDisk() {
        return define(true, new SimulatedDisk("vda", CAPACITY), new SimulatedDisk("vdb", CAPACITY).shared());
    }

    @Override
    public DomainRef newServerWithNvram() {
        return define(true, new SimulatedDisk("vda", CAPACITY), SimulatedDisk.nvram());
    }

    @Override
    public void awaitGuest(DomainRef domain) {
        if (hypervisor.inspect(domain).state() != PowerState.RUNNING) {
            throw new IllegalStateException("The guest does not run");
        }
    }

    @Override
    public void pause(DomainRef domain) {
        io(() -> {
            host.pause(domain.uuid());
            return null;
        });
    }

    @Override
    public void write(DomainRef domain, String target, int slot, String text) {
        write(domain, target, offset(slot), Arrays.copyOf(text.getBytes(US_ASCII), SLOT_BYTES));
    }

    @Override
    public String read(DomainRef domain, String target, int slot) {
        byte[] bytes = io(() -> host.read(domain.uuid(), target, offset(slot), SLOT_BYTES));
        return new String(bytes, US_ASCII).trim();
    }

    @Override
    public void fill(DomainRef domain, String target, int mebibytes) {
        byte[] bytes = new byte[mebibytes * MIB];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i % 251 + 1);
        }
        write(domain, target, FILL_OFFSET, bytes);
    }

    @Override
    public String digest(String path) {
        CRC32C sum = new CRC32C();
        long length = path.endsWith(".qcow2") ? CAPACITY : NVRAM_BYTES;
        sum.update(io(() -> host.readVolume(path, 0, Math.toIntExact(length))));
        return Long.toHexString(sum.getValue());
    }

    @Override
    public String siblingPath(String existing, String name) {
        String extension = existing.substring(existing.lastIndexOf('.'));
        return Path.of(existing).resolveSibling(name + extension).toString();
    }

    /** The test removes the directory. */
    @Override
    public void close() {}

    private DomainRef define(boolean agent, SimulatedDisk... disks) {
        servers++;
        return io(() -> host.define(UUID.randomUUID(), "server-" + servers, agent, disks));
    }

    private void write(DomainRef domain, String target, long offset, byte[] bytes) {
        io(() -> {
            host.write(domain.uuid(), target, offset, bytes);
            return null;
        });
    }

    private static long offset(int slot) {
        return FIRST_SLOT + (long) slot * 2 * SimulatedVolume.CLUSTER;
    }

    private interface Access<T> {
        T run() throws IOException;
    }

    private static <T> T io(Access<T> access) {
        try {
            return access.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
