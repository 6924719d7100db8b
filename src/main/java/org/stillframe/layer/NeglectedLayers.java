package org.stillframe.layer;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.stillframe.error.ErrorCode;
import org.stillframe.operation.OperationJournal;
import org.stillframe.operation.OperationKind;
import org.stillframe.operation.OperationState;
import org.stillframe.server.Server;

/** Finds layers that could be given up while nobody is about to: their reclaim failed, for instance for want of room. */
@Stateless
public class NeglectedLayers {
    /** As {@link LayerTree} decides: a layer that nobody needs, on which at most one stands, on which at most one stands. */
    private static final String SERVERS = "select distinct d.serverId from Layer l, Disk d"
            + " where l.diskId = d.id and l.origin <> :foreign and l.id <> d.headLayerId"
            + " and not exists (select p from LayerPin p where p.layerId = l.id)"
            + " and (select count(c) from Layer c where c.parentId = l.id) <= 1"
            + " and not exists (select c from Layer c where c.parentId = l.id"
            + " and (select count(g) from Layer g where g.parentId = c.id) > 1)"
            + " and not exists (select o from Operation o where o.serverId = d.serverId and o.finishedAt is null)"
            + " and not exists (select o from Operation o where o.serverId = d.serverId and o.kind = :delete"
            + " and o.status = :cancelled and o.finishedAt > :lately and o.finishedAt < :ahead)";

    /** For how long nobody takes up what was cancelled. An end that lies farther ahead was before the clock was set back. */
    private static final Duration REST = Duration.ofHours(1);

    @PersistenceContext
    private EntityManager entityManager;

    @Inject
    private OperationJournal journal;

    @Inject
    private Clock clock;

    /** Ids of the servers that have such layers, no operation at all that is unfinished, and none that was cancelled lately. */
    public List<Long> servers() {
        Instant now = clock.instant();
        return entityManager
                .createQuery(SERVERS, Long.class)
                .setParameter("foreign", LayerOrigin.FOREIGN)
                .setParameter("delete", OperationKind.SNAPSHOT_DELETE)
                .setParameter("cancelled", OperationState.CANCELLED)
                .setParameter("lately", now.minus(REST))
                .setParameter("ahead", now.plus(REST))
                .getResultList();
    }

    /**
     * Stores an operation that reclaims them, unless the server's files may not be what is known of them. Those that came to
     * nothing before are forgotten: nobody is told of them.
     */
    public void reclaim(long serverId) {
        Server server = entityManager.find(Server.class, serverId, LockModeType.PESSIMISTIC_WRITE);
        boolean reclaimable = server != null && !server.areLayersUnsure();
        if (reclaimable && journal.unfinished(serverId, OperationKind.LAYER_RECLAIM).isEmpty()) {
            journal.forgetEnded(serverId, OperationKind.LAYER_RECLAIM);
            journal.begin(OperationKind.LAYER_RECLAIM, server.target(null, null), ErrorCode.SERVER_BUSY);
        }
    }
}
