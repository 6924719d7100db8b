package org.stillframe.drift;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.stillframe.hypervisor.DiskInfo;
import org.stillframe.hypervisor.DomainLayout;
import org.stillframe.layer.LayerAdoption;
import org.stillframe.layer.LayerInventory;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationJournal;
import org.stillframe.operation.OperationLeases;
import org.stillframe.operation.OperationStep.Postponed;
import org.stillframe.server.ServerService;
import org.stillframe.snapshot.RestoreLifecycle;
import org.stillframe.snapshot.SnapshotLifecycle;

/** What mending changes in the database, each in one transaction that locks the server's row first. */
@Stateless
public class DriftAdoption {
    @Inject
    private ServerService servers;

    @Inject
    private LayerInventory inventory;

    @Inject
    private LayerAdoption layers;

    @Inject
    private SnapshotLifecycle snapshots;

    @Inject
    private RestoreLifecycle restores;

    @Inject
    private OperationJournal operations;

    @Inject
    private OperationLeases leases;

    @Inject
    private DriftJournal journal;

    /** The server is that domain now. */
    public void bind(Operation operation, UUID domain, String name) {
        servers.lock(operation);
        servers.bind(operation.getServerId(), domain, name);
    }

    /** The server has that disk too. */
    public void addDisk(Operation operation, DiskInfo disk) {
        servers.lock(operation);
        inventory.takeUp(operation.getServerId(), disk);
    }

    public void forgetDisk(Operation operation, KnownDisk disk) {
        servers.lock(operation);
        layers.forgetDisk(disk.id());
    }

    public void retarget(Operation operation, KnownDisk disk, DomainLayout.Disk present) {
        servers.lock(operation);
        layers.retarget(disk.id(), present.target());
    }

    /**
     * The disk has that chain now. What read the file that the server writes to from now on is given up.
     *
     * @param files head first
     */
    public void takeHead(Operation operation, KnownDisk disk, List<String> files) {
        servers.lock(operation);
        Set<String> spoiled = new HashSet<>();
        disk.at(files.get(0)).ifPresent(written -> disk.pinnedOver(written).forEach(pinned -> spoiled.addAll(pinned.safetyPoints())));
        spoiled.forEach(restores::forget);
        snapshots.letGoOfOverwritten(operation.getServerId());
        layers.takeHead(disk.id(), files);
    }

    /** @param files the first is a known layer of the disk, and stands on the others */
    public void takeChain(Operation operation, KnownDisk disk, List<String> files) {
        servers.lock(operation);
        layers.takeChain(disk.id(), files);
    }

    public void moved(Operation operation, KnownLayer layer, String path) {
        servers.lock(operation);
        layers.moved(layer.id(), path);
    }

    public void forgetLayer(Operation operation, KnownLayer layer) {
        servers.lock(operation);
        layers.forget(layer.id());
    }

    public void recover(Operation operation, long snapshotId) {
        servers.lock(operation);
        snapshots.recover(snapshotId);
    }

    public void forgetSnapshot(Operation operation, long snapshotId) {
        servers.lock(operation);
        snapshots.forgetFailed(snapshotId);
    }

    public void forgetSafetyPoint(Operation operation, String restore) {
        servers.lock(operation);
        restores.forget(restore);
    }

    /**
     * Forgets the server with its snapshots and all that is known of its disks, and ends the operation. No file is touched.
     *
     * @throws Postponed while a node has yet to notice that its reclaim of the server's layers has nothing left to do
     */
    public void forgetServer(Operation operation) {
        servers.lock(operation);
        snapshots.letGoOfAll(operation);
        restores.letGoOfAll(operation);
        layers.forgetAll(operation.getServerId());
        snapshots.forgetAll(operation);
        if (!leases.absorb(operation)) {
            throw new Postponed("a reclaim of the server's layers has not ended");
        }
        journal.forgotten(operation.getServerId());
        servers.remove(operation);
        operations.succeed(operation.getId());
    }
}
