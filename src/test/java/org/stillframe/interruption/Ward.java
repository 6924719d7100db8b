package org.stillframe.interruption;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.stillframe.account.Caller;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.simulated.SimulatedHost;

/** A server of a simulated host, and what is to be true of it. */
final class Ward {
    final SimulatedHost host;
    final long hostId;
    final Caller owner;
    final Map<Long, Content> snapshots = new LinkedHashMap<>();
    final Map<String, Content> safetyPoints = new LinkedHashMap<>();

    /** Snapshots that are there as failed ones. */
    final Set<Long> failed = new TreeSet<>();

    UUID domain;
    String domainName;
    long server;
    boolean running;
    Content now;

    /** What was changed behind the service's back and is not mended yet, or null. */
    Drift drift;

    /** Whether a reclaim may have failed that was not made up for yet. */
    boolean mayBeNeglected;

    private long lastValue;

    /** A change on the host that nobody told the service of. */
    enum Drift {
        DOMAIN_RENAMED,
        DOMAIN_REDEFINED,
        HEAD_WILL_OVERWRITE
    }

    Ward(SimulatedHost host, long hostId, Caller owner, DomainRef domain, String domainName, List<String> targets) {
        this.host = host;
        this.hostId = hostId;
        this.owner = owner;
        this.domain = domain.uuid();
        this.domainName = domainName;
        this.now = Content.empty(targets);
    }

    DomainRef ref() {
        return new DomainRef(host.uri(), domain);
    }

    Path directory() {
        return host.directory();
    }

    /** Its guest writes something new to some places of each of its disks. */
    void write(Random random) {
        for (String target : now.targets()) {
            for (int i = 0; i <= random.nextInt(3); i++) {
                int slot = random.nextInt(Content.SLOTS);
                now.set(target, slot, ++lastValue);
                write(target, slot);
            }
        }
    }

    /** Writes once more what is there, as only a guest can that is not frozen. */
    void touch() {
        now.targets().forEach(target -> write(target, 0));
    }

    private void write(String target, int slot) {
        byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(now.of(target)[slot]).array();
        try {
            host.write(domain, target, (long) slot * Content.SLOT_DISTANCE, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a file reads as, through all that it stands on. */
    Content read(Iterable<String> targets, Map<String, String> paths) {
        Content found = Content.empty(List.copyOf(paths.keySet()));
        for (String target : targets) {
            for (int slot = 0; slot < Content.SLOTS; slot++) {
                try {
                    byte[] bytes = host.readVolume(paths.get(target), (long) slot * Content.SLOT_DISTANCE, Long.BYTES);
                    found.set(target, slot, ByteBuffer.wrap(bytes).getLong());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return found;
    }

    @Override
    public String toString() {
        return "server " + server + (running ? ", running" : ", stopped") + ", snapshots " + snapshots.keySet();
    }
}
