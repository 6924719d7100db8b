package org.stillframe.snapshot;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import java.util.List;
import org.stillframe.account.Caller;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.PowerState;
import org.stillframe.idempotency.CurrentKey;
import org.stillframe.layer.Layer;
import org.stillframe.layer.LayerInventory;
import org.stillframe.layer.LayerOrigin;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationJournal;
import org.stillframe.operation.OperationKind;
import org.stillframe.operation.OperationService;
import org.stillframe.server.HostMonitor;
import org.stillframe.server.Server;
import org.stillframe.server.ServerService;

/**
 * What a restore changes in the database, each in one transaction that locks the server's row first. The undo of a restore is a
 * restore too, towards the safety point of the one that it undoes.
 */
@Stateless
public class RestoreLifecycle {
    @PersistenceContext
    private EntityManager entityManager;

    @Inject
    private ServerService servers;

    @Inject
    private SnapshotQueries queries;

    @Inject
    private HostMonitor monitor;

    @Inject
    private OperationJournal journal;

    @Inject
    private LayerInventory layers;

    @Inject
    private CurrentKey key;

    @Inject
    private Clock clock;

    @Inject
    private OperationService operations;

    @Inject
    private SafetyPoints points;

    @Inject
    private SafetyPointSettings settings;

    /** Stores the operation, if the snapshot is complete and nothing else works on the server. */
    public Operation begin(Caller caller, long snapshotId) {
        Snapshot snapshot = queries.lock(caller, snapshotId);
        if (key.outcome().isPresent()) {
            return operations.get(caller, key.outcome().get());
        }
        Server server = snapshot.getServer();
        journal.requireIdle(server.getId(), ErrorCode.SERVER_STATE_INVALID);
        if (snapshot.getStatus() != SnapshotState.COMPLETED) {
            throw new ServiceException(
                    ErrorCode.SERVER_STATE_INVALID,
                    "The snapshot is " + snapshot.getStatus().code() + ". Only a completed snapshot can be restored.");
        }
        monitor.requireConnected(server);
        server.restoring(clock.instant());
        Operation restore = journal.begin(
                OperationKind.SNAPSHOT_RESTORE,
                server.target(snapshotId, snapshot.getName()),
                ErrorCode.SERVER_STATE_INVALID);
        key.brings(restore.getId());
        return restore;
    }

    /** Stores the undo of a restore, if what that restore replaced is still kept and nothing else works on the server. */
    public Operation beginUndo(Caller caller, String operationId) {
        if (key.outcome().isPresent()) {
            return operations.get(caller, key.outcome().get());
        }
        Operation undone = operations.get(caller, operationId);
        points.requireRestore(undone);
        Server server = servers.lock(undone);
        entityManager.refresh(undone);
        points.requireUndoable(undone);
        journal.requireIdle(server.getId(), ErrorCode.SERVER_BUSY);
        monitor.requireConnected(server);
        server.restoring(clock.instant());
        Operation undo = journal.begin(OperationKind.RESTORE_UNDO, server.target(null, null), ErrorCode.SERVER_BUSY);
        undo.undoes(operationId);
        key.brings(undo.getId());
        return undo;
    }

    /** Writes down whether the server runs, and names the new heads before any is made. */
    public void plan(Operation operation, DomainInfo domain) {
        servers.lock(operation);
        layers.align(operation, domain);
        if (entityManager.find(SafetyPoint.class, operation.getId()) == null) {
            boolean runs = domain.state() != PowerState.STOPPED;
            entityManager.persist(
                    new SafetyPoint(operation.getId(), operation.getServerId(), runs, clock.instant()));
            entityManager.flush();
            layers.planRestore(operation, domain, goal(operation));
            if (runs) {
                layers.planCut(operation, domain);
            } else {
                layers.pinSafetyPoint(operation.getId(), layers.toBeReplaced(operation));
            }
        }
    }

    /** The files that the disks are going to read after the restore, but for the new heads. */
    public List<String> neededFiles(Operation operation) {
        return layers.files(goal(operation));
    }

    /** What the disks are to go back to. */
    private List<Layer> goal(Operation operation) {
        return operation.getUndoes() == null
                ? layers.pinnedBySnapshot(operation.getSnapshotId())
                : layers.pinnedBySafetyPoint(operation.getUndoes());
    }

    /** What the restore must know to end right. */
    public SafetyPoint safetyPoint(Operation operation) {
        return entityManager.find(SafetyPoint.class, operation.getId());
    }

    /** The running server's disks have been frozen: what they held is the safety point. */
    public void safetyPointKept(Operation operation) {
        servers.lock(operation);
        layers.pinSafetyPoint(operation.getId(), layers.toBeReplaced(operation));
        layers.becomeHeads(layers.named(operation, LayerOrigin.CUT));
    }

    /** The new heads have been seen on the host. */
    public void complete(Operation operation, DomainInfo domain) {
        end(operation, domain);
        journal.succeed(operation.getId());
    }

    /** The disks are restored, but the server could not be brought back to its former power state. */
    public void completeWithFailure(Operation operation, DomainInfo domain, ServiceException cause) {
        end(operation, domain);
        journal.fail(operation.getId(), cause.code(), "The disks are restored, but: " + cause.getMessage());
    }

    private void end(Operation operation, DomainInfo domain) {
        Server server = servers.lock(operation);
        layers.becomeHeads(layers.named(operation, LayerOrigin.RESTORE));
        safetyPoint(operation).keepUntil(clock.instant().plus(settings.retention()));
        points.aboveLimit(server.getId(), operation.getId()).forEach(this::forget);
        server.found(domain.state(), clock.instant());
        reclaim(server);
    }

    /** The restore is proven not to have happened: the server reads what it read before. */
    public void fail(Operation operation, DomainInfo domain, ServiceException cause) {
        Server server = servers.lock(operation);
        if (layers.named(operation, LayerOrigin.CUT).areHeadsOf(domain)) {
            layers.becomeHeads(layers.named(operation, LayerOrigin.CUT));
        }
        layers.abandonPlanned(operation);
        forget(operation.getId());
        server.found(domain.state(), clock.instant());
        journal.fail(operation.getId(), cause.code(), cause.getMessage());
        reclaim(server);
    }

    /** The server is no longer on its host: nothing of the restore can be done or seen any more. */
    public void failWithoutServer(Operation operation, ServiceException cause) {
        Server server = servers.lock(operation);
        layers.abandonPlanned(operation);
        forget(operation.getId());
        server.found(PowerState.STOPPED, clock.instant());
        journal.fail(operation.getId(), cause.code(), cause.getMessage());
    }

    /** Lets go of a safety point whose time is over; while an undo goes back to it, it has to wait for that to end. */
    public void expire(String operationId) {
        Server server = servers.lock(journal.find(operationId).orElseThrow());
        boolean needed = journal.active(server.getId())
                .filter(running -> operationId.equals(running.getUndoes()))
                .isPresent();
        if (!needed && points.find(operationId).isPresent()) {
            forget(operationId);
            reclaim(server);
        }
    }

    /** Lets go of every safety point of a server that is being released. */
    public void letGoOfAll(Operation operation) {
        servers.lock(operation);
        entityManager
                .createQuery("select p.operationId from SafetyPoint p where p.serverId = :server", String.class)
                .setParameter("server", operation.getServerId())
                .getResultList()
                .forEach(this::forget);
    }

    /** Lets go of a safety point that nothing can be brought back from. The caller holds the lock of the server's row. */
    public void forget(String operationId) {
        layers.unpinSafetyPoint(operationId);
        SafetyPoint point = entityManager.find(SafetyPoint.class, operationId);
        if (point != null) {
            entityManager.remove(point);
        }
    }

    private void reclaim(Server server) {
        journal.begin(OperationKind.LAYER_RECLAIM, server.target(null, null), ErrorCode.SERVER_BUSY);
    }
}
