package org.stillframe.snapshot;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.hypervisor.Hypervisors;
import org.stillframe.layer.LayerSizes;
import org.stillframe.operation.OperationRunner;
import org.stillframe.recurring.RecurringTask;
import org.stillframe.server.Host;
import org.stillframe.server.HostDirectory;
import org.stillframe.server.HostMonitor;
import org.stillframe.snapshot.SnapshotSizes.Begun;

/**
 * Computes in the background what snapshots occupy and what their deletion would free, one server after the other. It leaves the
 * processors to what users wait for, unless that never ends.
 */
@ApplicationScoped
public class SizeRefresh implements RecurringTask {
    private static final Logger LOG = System.getLogger(SizeRefresh.class.getName());
    private static final Duration PAUSE = Duration.ofSeconds(3);
    /** How often all servers are looked through, for what is not told by an operation that has ended. */
    private static final Duration PAUSE_OF_ALL = Duration.ofMinutes(1);
    /** So much later than it was noted an operation's end may be seen. What takes longer is found among all. */
    private static final Duration SEEN_LATE = Duration.ofSeconds(10);
    private static final int AT_ONCE = 50;
    /** So often in a row the looking is put off, which makes fifteen seconds. */
    private static final int MOST_PUT_OFF = 5;

    @Inject
    private SnapshotSizes sizes;

    @Inject
    private Hypervisors hypervisors;

    @Inject
    private HostDirectory hosts;

    @Inject
    private HostMonitor monitor;

    @Inject
    private OperationRunner operations;

    @Inject
    private Clock clock;

    private Set<Long> waiting = new LinkedHashSet<>();
    /** What ended earlier is waiting or was looked at; null until all were looked through. */
    private Instant since;

    private long lookedThrough;
    private int putOff;

    @Override
    public Duration pause() {
        return PAUSE;
    }

    @Override
    public void run() {
        if (isPutOff()) {
            return;
        }
        look();
        Iterator<Long> servers = waiting.iterator();
        for (int i = 0; i < AT_ONCE && servers.hasNext(); i++) {
            if (isPutOff()) {
                return;
            }
            long server = servers.next();
            servers.remove();
            refresh(server);
        }
        putOff = 0;
    }

    private void look() {
        List<Long> connected = connected();
        if (connected.isEmpty()) {
            // As a rule the service has just been started, and no host has answered yet.
            return;
        }
        Instant now = clock.instant();
        if (since == null || waiting.isEmpty() && System.nanoTime() - lookedThrough > PAUSE_OF_ALL.toNanos()) {
            waiting.addAll(sizes.due(connected));
            lookedThrough = System.nanoTime();
            since = now;
        }
        List<Long> changed = sizes.changed(connected, since.minus(SEEN_LATE));
        since = changed.size() < SnapshotSizes.MOST ? now : since;
        Set<Long> first = new LinkedHashSet<>(changed);
        first.addAll(waiting);
        waiting = first;
    }

    private boolean isPutOff() {
        boolean off = operations.isServing() && putOff < MOST_PUT_OFF;
        putOff += off ? 1 : 0;
        return off;
    }

    private List<Long> connected() {
        return hosts.all().stream().map(Host::getId).filter(host -> monitor.of(host).isConnected()).toList();
    }

    private void refresh(long serverId) {
        try {
            Optional<Begun> begun = sizes.begin(serverId);
            if (begun.isPresent()) {
                Hypervisor hypervisor = hypervisors.of(begun.get().domain());
                LayerSizes found = new LayerSizes(hypervisor, hypervisor.inspect(begun.get().domain()));
                sizes.end(begun.get(), found.bySnapshot(begun.get().disks()));
            }
        } catch (RuntimeException e) {
            // The sizes known so far stay. A file may have gone meanwhile, or the host.
            LOG.log(Level.INFO, "Sizes of the snapshots of server {0} are not known now: {1}", serverId, e);
        }
    }
}
