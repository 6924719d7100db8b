package org.stillframe.snapshot;

import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.stillframe.hypervisor.Hypervisor;
import org.stillframe.hypervisor.Hypervisors;
import org.stillframe.layer.LayerSizes;
import org.stillframe.server.Host;
import org.stillframe.server.HostDirectory;
import org.stillframe.server.HostMonitor;
import org.stillframe.snapshot.SnapshotSizes.Begun;

/** Computes in the background what snapshots occupy and what their deletion would free, one server after the other. */
@Startup
@Singleton
@DependsOn("DatabaseMigration")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class SizeRefresh {
    private static final Logger LOG = System.getLogger(SizeRefresh.class.getName());

    @Inject
    private SnapshotSizes sizes;

    @Inject
    private Hypervisors hypervisors;

    @Inject
    private HostDirectory hosts;

    @Inject
    private HostMonitor monitor;

    private final AtomicBoolean working = new AtomicBoolean();

    @Schedule(hour = "*", minute = "*", second = "*/3", persistent = false)
    void refreshAll() {
        if (!working.compareAndSet(false, true)) {
            return;
        }
        try {
            sizes.due(connected()).forEach(this::refresh);
        } catch (RuntimeException e) {
            // The container drops a timer that throws twice, and no size would be computed any more.
            LOG.log(Level.WARNING, "Sizes of snapshots could not be looked for; it will be tried again", e);
        } finally {
            working.set(false);
        }
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
