package org.stillframe.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.UUID;
import org.stillframe.hypervisor.simulated.SimulatedDisk;
import org.stillframe.hypervisor.simulated.SimulatedHost;

/**
 * One service with so many snapshots, and servers to make more of. Those lie on a simulated host, as what is measured is the way
 * through HTTP and the database to the answer, not the hypervisor's work after it.
 */
final class Site {
    static final String CREATOR = "creator@bench.example.com";

    private static final int SERVERS_PER_HOST = 50;

    private final Instance instance;
    private final Population population;
    private long firstServer;
    private long nextServer;
    private int servers;

    Site(Instance instance, Population population) {
        this.instance = instance;
        this.population = population;
    }

    Instance instance() {
        return instance;
    }

    Population population() {
        return population;
    }

    /** Makes servers known, once the service answers. */
    void adopt(int count) {
        Api api = instance.await();
        long id = 0;
        try {
            for (int i = 0; i < count; i++) {
                // An adoption looks at all that its host has.
                Path directory = instance.directory().resolve("hosts/" + i / SERVERS_PER_HOST);
                SimulatedHost host = SimulatedHost.create(directory);
                if (i % SERVERS_PER_HOST == 0) {
                    String body = "{\"name\": \"bench-" + i + "\", \"uri\": \"" + host.uri() + "\"}";
                    id = Api.number(api.expect(201, "POST", "/api/v1/hosts/", body).body(), "id");
                }
                UUID uuid = UUID.randomUUID();
                host.define(uuid, "bench-" + i, false, new SimulatedDisk("vda", 1 << 20));
                String body = "{\"host_id\": " + id + ", \"domain\": \"" + uuid + "\", \"account\": \"" + CREATOR + "\"}";
                String server = api.expect(201, "POST", "/api/v1/servers/", body).body();
                firstServer = i == 0 ? Api.number(server, "id") : firstServer;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        nextServer = firstServer;
        servers = count;
    }

    /** The first of so many servers that follow each other and have not had a snapshot for the longest time. */
    long take(int count) {
        if (nextServer + count > firstServer + servers) {
            nextServer = firstServer;
        }
        long taken = nextServer;
        nextServer += count;
        return taken;
    }

    /** Waits until everything that was begun has ended. */
    void settle() {
        Api api = new Api(instance.address(), instance.token());
        for (String status : new String[] {"queued", "running"}) {
            while (Api.number(api.expect(200, "GET", "/api/v1/operations/?page_size=1&status=" + status, null).body(), "count") > 0) {
                Stopwatch.pause(300);
            }
        }
    }
}
