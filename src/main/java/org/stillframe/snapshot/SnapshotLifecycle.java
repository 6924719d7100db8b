package org.stillframe.snapshot;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stillframe.account.Caller;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;
import org.stillframe.event.StatusChanges;
import org.stillframe.hypervisor.Consistency;
import org.stillframe.hypervisor.Cut;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.Overlay;
import org.stillframe.hypervisor.PowerState;
import org.stillframe.idempotency.CurrentKey;
import org.stillframe.layer.Layer;
import org.stillframe.layer.LayerInventory;
import org.stillframe.layer.LayerOrigin;
import org.stillframe.layer.NamedHeads;
import org.stillframe.layer.ReclaimJournal;
import org.stillframe.layer.LayerSize;
import org.stillframe.layer.StorageReserve;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationJournal;
import org.stillframe.operation.OperationKind;
import org.stillframe.operation.OperationStep.Postponed;
import org.stillframe.server.HostMonitor;
import org.stillframe.server.Server;
import org.stillframe.server.ServerService;
import org.stillframe.server.ServerStatus;

/**
 * The only place that changes a snapshot's state, in one transaction with its operation and its layers. Each transaction locks
 * the server's row first; that row is what makes the limit and the order of operations hold under any concurrency.
 */
@Stateless
public class SnapshotLifecycle {
    /** Part of the API that clients were written against. */
    public static final int LIMIT = 5;

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
    private ReclaimJournal reclaims;

    @Inject
    private FirstCuts firstCuts;

    @Inject
    private StorageReserve reserve;

    @Inject
    private CurrentKey key;

    @Inject
    private Clock clock;

    @Inject
    private StatusChanges changes;

    /** Stores the snapshot and its operation, if there is room under the limit and nothing else works on the server. */
    public Snapshot beginCreate(Caller caller, NewSnapshot wanted) {
        Server server = servers.lock(caller, wanted.serverId());
        if (key.outcome().isPresent()) {
            return queries.madeBy(key.outcome().get());
        }
        requireRoom(server);
        journal.requireIdle(server.getId(), ErrorCode.SERVER_BUSY);
        monitor.requireConnected(server);
        reserve.requireAsSeen(monitor.of(server.getHost().getId()), layers.heads(server.getId()));
        Operation operation =
                journal.begin(OperationKind.SNAPSHOT_CREATE, server.target(null, null), ErrorCode.SERVER_BUSY);
        Snapshot snapshot = new Snapshot(server, operation, wanted, clock.instant());
        planFirst(server, operation, snapshot);
        entityManager.persist(snapshot);
        entityManager.flush();
        changes.begun(snapshot);
        operation.concerns(snapshot.getId(), snapshot.getName());
        key.brings(operation.getId());
        return snapshot;
    }

    /** Most domains are found as they are known, and have no agent. What that cut is going to be worth is known as well. */
    private void planFirst(Server server, Operation operation, Snapshot snapshot) {
        ServerStatus status = server.getStatus();
        boolean known = status == ServerStatus.ACTIVE || status == ServerStatus.STOPPED;
        if (known && snapshot.getRequested() != Consistency.APPLICATION && !reclaims.isMerging(operation)) {
            Consistency worth = status == ServerStatus.STOPPED ? Consistency.OFFLINE : Consistency.CRASH;
            snapshot.attempt(worth);
            List<Overlay> overlays = layers.planCut(operation, server.domain()).overlays();
            firstCuts.note(operation.getId(), new FirstCut(worth, overlays));
        }
    }

    /** Nothing was decided to be cut, so what was named has certainly not been made, unless another node has taken over since. */
    public void forgetPlan(Operation operation) {
        servers.lock(operation);
        if (journal.isHeld(operation.getId())) {
            layers.forgetPlanned(operation);
        }
    }

    private void requireRoom(Server server) {
        if (queries.held(server.getId()) >= LIMIT) {
            throw new ServiceException(
                    ErrorCode.SNAPSHOT_LIMIT_REACHED,
                    "The server has " + LIMIT + " snapshots, which is the limit. Delete one first.");
        }
    }

    /**
     * Lets go of a snapshot: it is gone at once, its layers are reclaimed in the background.
     *
     * @return the operation that reclaims, or none if the snapshot was still being made; then its own operation cleans up
     */
    public Optional<Operation> beginDelete(Caller caller, long id) {
        Snapshot snapshot = queries.lock(caller, id);
        Server server = snapshot.getServer();
        if (snapshot.getStatus() == SnapshotState.IN_PROGRESS) {
            snapshot.delete();
            return Optional.empty();
        }
        journal.requireIdle(server.getId(), ErrorCode.SERVER_BUSY);
        monitor.requireConnected(server);
        snapshot.delete();
        layers.unpinSnapshot(id);
        return Optional.of(journal.begin(
                OperationKind.SNAPSHOT_DELETE, server.target(id, snapshot.getName()), ErrorCode.SERVER_BUSY));
    }

    /**
     * Names the new heads before any is made, and writes down what the cut is going to be worth.
     *
     * @param mayFreeze whether the guest agent is to be asked although nobody insists on it
     * @return what is to be cut: nothing if an earlier try has
     */
    public Cut planCreate(Operation operation, DomainInfo domain, boolean mayFreeze) {
        servers.lock(operation).foundBlockers(domain.blockerReasons(), clock.instant());
        Snapshot snapshot = snapshotOf(operation);
        if (snapshot.getStatus() == SnapshotState.DELETED) {
            throw new ServiceException(ErrorCode.NOT_FOUND, "The snapshot was deleted while it was being made.");
        }
        if (snapshot.getStatus() != SnapshotState.IN_PROGRESS) {
            throw new Postponed("another node has taken the operation, and ended it");
        }
        layers.align(operation, domain);
        NamedHeads heads = layers.planCut(operation, domain);
        if (heads.areHeadsOf(domain)) {
            return Cut.none();
        }
        boolean stopped = domain.state() == PowerState.STOPPED;
        boolean freeze = !stopped
                && (mayFreeze && domain.agentConnected() || snapshot.getRequested() == Consistency.APPLICATION);
        Consistency atRunning = freeze ? Consistency.APPLICATION : Consistency.CRASH;
        snapshot.attempt(stopped ? Consistency.OFFLINE : atRunning);
        return new Cut(heads.overlays(), freeze);
    }

    /** The least consistency that the snapshot's owner accepts, or null. */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public Consistency requested(Operation operation) {
        return entityManager.find(Snapshot.class, operation.getSnapshotId()).getRequested();
    }

    /**
     * The new heads have been made: what lies below them is the snapshot.
     *
     * @param domain as it was read back from the host
     * @throws ServiceException with {@code HYPERVISOR_FAILED} if they are not seen there
     */
    public void completeCreate(Operation operation, DomainInfo domain) {
        Server server = servers.lock(operation);
        Snapshot snapshot = snapshotOf(operation);
        NamedHeads heads = layers.named(operation, LayerOrigin.CUT);
        if (!heads.areHeadsOf(domain)) {
            throw new ServiceException(ErrorCode.HYPERVISOR_FAILED, "The frozen disks were not found on the host.");
        }
        List<Layer> frozen = layers.becomeHeads(heads);
        servers.found(operation, domain);
        server.foundBlockers(domain.blockerReasons(), clock.instant());
        if (snapshot.getStatus() == SnapshotState.DELETED) {
            withdraw(operation, snapshot);
            reclaim(server);
            return;
        }
        layers.pinSnapshot(snapshot.getId(), frozen);
        snapshot.complete(FrozenSize.mebibytes(domain), clock.instant());
        journal.succeed(operation.getId());
    }

    /** What the host says of snapshots' layers now. The caller holds the lock of their server's row. */
    public void sized(Map<Long, LayerSize> sizes) {
        sizes.forEach((id, size) -> {
            Snapshot snapshot = entityManager.find(Snapshot.class, id);
            if (snapshot != null && snapshot.getStatus() == SnapshotState.COMPLETED) {
                snapshot.sized(FrozenSize.mebibytes(size.occupiedBytes()), FrozenSize.wholeMebibytes(size.exclusiveBytes()));
            }
        });
    }

    /** Its owner wants the snapshot no more, which is still being made. */
    public void withdrawWhenEnded(Operation operation) {
        Snapshot snapshot = snapshotOf(operation);
        if (snapshot.getStatus() == SnapshotState.IN_PROGRESS) {
            snapshot.delete();
        }
    }

    /** The making of the snapshot was cancelled before it began. */
    public void forgetWithdrawn(Operation operation) {
        if (operation.getKind() == OperationKind.SNAPSHOT_CREATE) {
            entityManager.remove(snapshotOf(operation));
        }
    }

    /** The create is proven not to have happened; what may have been made of it is reclaimed. */
    public void failCreate(Operation operation, ServiceException cause) {
        Server server = servers.lock(operation);
        Snapshot snapshot = snapshotOf(operation);
        layers.abandonPlanned(operation);
        if (snapshot.getStatus() == SnapshotState.DELETED) {
            withdraw(operation, snapshot);
        } else {
            snapshot.fail(cause);
            journal.fail(operation.getId(), cause.code(), cause.getMessage());
        }
        reclaim(server);
    }

    /** All layers that the server's deleted snapshots held are reclaimed. One whose making has not ended is left to that. */
    public void finishDelete(Operation operation) {
        servers.lock(operation);
        journal.succeed(operation.getId());
        entityManager
                .createQuery("select s from Snapshot s where s.server.id = :server and s.status = :deleted", Snapshot.class)
                .setParameter("server", operation.getServerId())
                .setParameter("deleted", SnapshotState.DELETED)
                .getResultStream()
                .filter(snapshot -> snapshot.getOperation().getStatus().isTerminal())
                .toList()
                .forEach(entityManager::remove);
    }

    /** Layers of the server could not be reclaimed; they stay until the next reclaim. */
    public void failReclaim(Operation operation, ServiceException cause) {
        servers.lock(operation);
        journal.fail(operation.getId(), cause.code(), cause.getMessage());
    }

    /** Lets go of every snapshot of a server that is being released. */
    public void letGoOfAll(Operation operation) {
        servers.lock(operation);
        entityManager
                .createQuery("select s from Snapshot s where s.server.id = :server and s.status <> :deleted", Snapshot.class)
                .setParameter("server", operation.getServerId())
                .setParameter("deleted", SnapshotState.DELETED)
                .getResultList()
                .forEach(snapshot -> {
                    changes.follow(snapshot).delete();
                    layers.unpinSnapshot(snapshot.getId());
                });
    }

    /** Forgets the snapshots of a server that is being released; all of them have been let go of. */
    public void forgetAll(Operation operation) {
        entityManager
                .createQuery("delete from Snapshot s where s.server.id = :server and s.status = :deleted")
                .setParameter("server", operation.getServerId())
                .setParameter("deleted", SnapshotState.DELETED)
                .executeUpdate();
    }

    /**
     * What a completed snapshot holds was seen to be gone. Its pins stay, as it may come back. The caller holds the lock of its
     * server's row.
     *
     * @param cause what became of its data, for its owner
     */
    public void lose(long id, ServiceException cause) {
        Snapshot snapshot = locked(id);
        if (snapshot.getStatus() == SnapshotState.COMPLETED) {
            snapshot.lose(cause);
        }
    }

    /**
     * What a lost snapshot holds was seen to be there again. The caller holds the lock of its server's row.
     *
     * @throws ServiceException with {@code SNAPSHOT_LIMIT_REACHED} if others have taken its place
     */
    public void recover(long id) {
        Snapshot snapshot = locked(id);
        requireRoom(snapshot.getServer());
        snapshot.recover(clock.instant());
    }

    /** Forgets a failed snapshot and what it pinned. The caller holds the lock of its server's row. */
    public void forgetFailed(long id) {
        Snapshot snapshot = locked(id);
        if (snapshot != null && snapshot.getStatus() == SnapshotState.FAILED) {
            layers.unpinSnapshot(id);
            changes.gone(snapshot);
            entityManager.remove(snapshot);
        }
    }

    /** Snapshots of a server that were overwritten hold nothing any more. The caller holds the lock of its row. */
    public void letGoOfOverwritten(long serverId) {
        entityManager
                .createQuery("select s.id from Snapshot s where s.server.id = :server and s.failureCode = :code", Long.class)
                .setParameter("server", serverId)
                .setParameter("code", ErrorCode.ARTEFACT_OVERWRITTEN.code())
                .getResultList()
                .forEach(layers::unpinSnapshot);
    }

    /** Its owner let go of the snapshot while it was being made. */
    private void withdraw(Operation operation, Snapshot snapshot) {
        journal.cancel(operation.getId());
        entityManager.remove(snapshot);
    }

    private void reclaim(Server server) {
        journal.begin(OperationKind.LAYER_RECLAIM, server.target(null, null), ErrorCode.SERVER_BUSY);
    }

    private Snapshot snapshotOf(Operation operation) {
        return locked(operation.getSnapshotId());
    }

    private Snapshot locked(long id) {
        return changes.follow(entityManager.find(Snapshot.class, id, LockModeType.PESSIMISTIC_WRITE));
    }
}
