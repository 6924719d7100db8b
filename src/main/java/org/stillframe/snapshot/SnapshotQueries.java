package org.stillframe.snapshot;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import org.stillframe.account.Caller;
import org.stillframe.api.PathId;
import org.stillframe.event.StatusChanges;
import org.stillframe.server.ServerService;

/** What a caller may see of the snapshots. */
@Stateless
public class SnapshotQueries {
    @PersistenceContext
    private EntityManager entityManager;

    @Inject
    private ServerService servers;

    @Inject
    private StatusChanges changes;

    /** How many snapshots a server has or is about to have; failed ones hold nothing. */
    public long held(long serverId) {
        return entityManager
                .createQuery(
                        "select count(s) from Snapshot s where s.server.id = :server and s.status in :counted", Long.class)
                .setParameter("server", serverId)
                .setParameter("counted", List.of(SnapshotState.IN_PROGRESS, SnapshotState.COMPLETED))
                .getSingleResult();
    }

    /** One snapshot; not found if there is none, or it is somebody else's. */
    public SnapshotView get(Caller caller, long id) {
        return entityManager
                .createQuery(
                        SnapshotView.SELECT + SnapshotView.FROM
                                + " where s.id = :id and s.status <> :deleted and (:all = true or a.id = :account)",
                        SnapshotView.class)
                .setParameter("id", id)
                .setParameter("deleted", SnapshotState.DELETED)
                .setParameter("all", caller.isAdmin())
                .setParameter("account", caller.accountId())
                .getResultStream()
                .findFirst()
                .orElseThrow(() -> PathId.notFound("snapshot"));
    }

    /** The snapshot that an operation makes; not found once it is gone. */
    public Snapshot madeBy(String operationId) {
        return entityManager
                .createQuery(
                        "select s from Snapshot s join fetch s.operation join fetch s.server"
                                + " where s.operation.id = :operation and s.status <> :deleted",
                        Snapshot.class)
                .setParameter("operation", operationId)
                .setParameter("deleted", SnapshotState.DELETED)
                .getResultStream()
                .findFirst()
                .orElseThrow(() -> PathId.notFound("snapshot"));
    }

    /** The snapshot itself, with its server's row locked until the end of the transaction; not found as with {@link #get}. */
    public Snapshot lock(Caller caller, long id) {
        get(caller, id);
        Snapshot snapshot = entityManager.find(Snapshot.class, id);
        if (snapshot == null || !caller.sees(snapshot.getServer().getAccount().getId())) {
            throw PathId.notFound("snapshot");
        }
        servers.lock(caller, snapshot.getServer().getId());
        entityManager.refresh(snapshot);
        if (snapshot.getStatus() == SnapshotState.DELETED) {
            throw PathId.notFound("snapshot");
        }
        return changes.follow(snapshot);
    }
}
