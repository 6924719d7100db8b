package org.stillframe.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import org.stillframe.hypervisor.simulated.SimulatedDisk;
import org.stillframe.hypervisor.simulated.SimulatedHost;

/** Defines the demo's servers where no libvirt is wanted. */
final class SimulatedDemo {
    private static final long GIBIBYTE = 1L << 30;

    private SimulatedDemo() {}

    /** Makes the host's directory and the two servers in it, unless they are there. */
    static void defineServers(String hostUri) {
        if (!"simulated".equals(URI.create(hostUri).getScheme())) {
            return;
        }
        try {
            SimulatedHost host = SimulatedHost.create(Path.of(URI.create(hostUri).getPath()));
            define(host, "web-server-01", new SimulatedDisk("vda", 10 * GIBIBYTE), SimulatedDisk.nvram());
            define(host, "db-server-01", new SimulatedDisk("vda", 2 * GIBIBYTE), new SimulatedDisk("vdb", 2 * GIBIBYTE));
        } catch (IOException e) {
            throw new UncheckedIOException("The simulated host " + hostUri + " cannot be made", e);
        }
    }

    private static void define(SimulatedHost host, String name, SimulatedDisk... disks) throws IOException {
        host.define(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)), name, disks);
    }
}
