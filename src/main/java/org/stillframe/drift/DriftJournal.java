package org.stillframe.drift;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stillframe.audit.Actor;
import org.stillframe.audit.AuditTrail;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;
import org.stillframe.server.Host;
import org.stillframe.server.HostDirectory;
import org.stillframe.server.Server;
import org.stillframe.server.ServerService;
import org.stillframe.snapshot.SnapshotLifecycle;

/**
 * Writes findings down, closes those that are no longer found, and fails snapshots whose data is gone. Each transaction locks the
 * row of the server (or of the host) first, and writes nothing if the server has changed since it was judged.
 */
@Stateless
public class DriftJournal {
    /** How long what is resolved is kept beside the audit trail. */
    private static final Duration KEPT = Duration.ofDays(30);

    @PersistenceContext
    private EntityManager entityManager;

    @Inject
    private ServerService servers;

    @Inject
    private HostDirectory hosts;

    @Inject
    private DriftRows rows;

    @Inject
    private SnapshotLifecycle snapshots;

    @Inject
    private AuditTrail audit;

    @Inject
    private Clock clock;

    /** What is open on a host. */
    public List<Drift> open(long hostId) {
        return entityManager
                .createQuery("select d from Drift d where d.hostId = :host and d.resolvedAt is null", Drift.class)
                .setParameter("host", hostId)
                .getResultList();
    }

    /** Notes that these were found once more, just as before. */
    public void seenAgain(Collection<Long> ids) {
        if (!ids.isEmpty()) {
            entityManager
                    .createQuery("update Drift d set d.lastSeenAt = :now where d.id in :ids")
                    .setParameter("now", clock.instant())
                    .setParameter("ids", ids)
                    .executeUpdate();
        }
    }

    /**
     * Writes down what was found of a server, and that the rest is no more.
     *
     * @param judged what was known of the server when it was judged
     * @param operationId an operation on the server that does not make it busy, or null
     * @return false if the server has changed since it was judged: then nothing is written
     */
    public boolean settle(KnownServer judged, List<Finding> findings, String operationId) {
        Server server = servers.lockAny(judged.id());
        if (server == null || !rows.ofServer(judged.id(), operationId).equals(judged)) {
            return false;
        }
        Map<Long, String> names = new HashMap<>();
        judged.snapshots().forEach(snapshot -> names.put(snapshot.id(), snapshot.name()));
        compare(server.getHost(), server, openOf(server.getId()), findings, names);
        findings.forEach(this::fail);
        Map<String, String> notices = new LinkedHashMap<>();
        findings.stream()
                .map(Finding::kind)
                .sorted((one, other) -> one.severity().compareTo(other.severity()))
                .forEach(kind -> notices.put(kind.code(), kind.notice()));
        server.foundDrift(notices, findings.stream().anyMatch(finding -> finding.kind().isUnsafe()), clock.instant());
        return true;
    }

    /** Writes down what was found of a host as a whole, and that the rest is no more. */
    public void settle(long hostId, List<Finding> findings) {
        Host host = hosts.lock(hostId);
        compare(host, null, open(hostId).stream().filter(drift -> drift.getServerId() == null).toList(), findings, new HashMap<>());
        entityManager
                .createQuery("delete from Drift d where d.hostId = :host and d.resolvedAt < :before")
                .setParameter("host", hostId)
                .setParameter("before", clock.instant().minus(KEPT))
                .executeUpdate();
    }

    private void compare(Host host, Server server, List<Drift> open, List<Finding> findings, Map<Long, String> snapshotNames) {
        for (Drift drift : open) {
            Optional<Finding> again = findings.stream().filter(drift.finding()::isSameAs).findFirst();
            if (again.isPresent()) {
                drift.seenAgain(again.get().detail(), clock.instant());
            } else {
                resolve(drift, DriftResolution.HEALED);
            }
        }
        for (Finding finding : findings) {
            if (open.stream().noneMatch(drift -> drift.finding().isSameAs(finding))) {
                Drift drift = new Drift(host, server, finding, snapshotNames.get(finding.snapshotId()), clock.instant());
                entityManager.persist(drift);
                audit.record(Actor.SERVICE, "drift.found", drift.auditSubject(), finding.kind().severity().code(), finding.detail());
            }
        }
    }

    private void resolve(Drift drift, DriftResolution how) {
        drift.resolve(how, clock.instant());
        audit.record(Actor.SERVICE, "drift." + how.code(), drift.auditSubject(), "succeeded", drift.getDetail());
    }

    /** The owner is told what became of the snapshot, and no path of the host. */
    private void fail(Finding finding) {
        switch (finding.kind()) {
            case SNAPSHOT_LOST -> snapshots.lose(
                    finding.snapshotId(),
                    new ServiceException(
                            ErrorCode.ARTEFACT_MISSING,
                            "A file of the snapshot is gone from the server's storage. Its operator can bring it back."));
            case SNAPSHOT_OVERWRITTEN -> snapshots.lose(
                    finding.snapshotId(),
                    new ServiceException(
                            ErrorCode.ARTEFACT_OVERWRITTEN,
                            "The snapshot's disks were written to outside the service. They are not what they were."));
            default -> {
                // Nothing else is about a snapshot's own data.
            }
        }
    }

    private List<Drift> openOf(long serverId) {
        return entityManager
                .createQuery("select d from Drift d where d.serverId = :server and d.resolvedAt is null", Drift.class)
                .setParameter("server", serverId)
                .getResultList();
    }

    /** What an operation is to mend. */
    public Drift of(String operationId) {
        return entityManager
                .createQuery("select d from Drift d where d.operationId = :operation", Drift.class)
                .setParameter("operation", operationId)
                .getSingleResult();
    }

    /** An operation has mended it. Whatever else was open on the server is judged by the next look. */
    public void mended(long driftId) {
        Drift drift = entityManager.find(Drift.class, driftId);
        if (drift.isOpen()) {
            resolve(drift, DriftResolution.of(drift.getRepair()));
        }
    }

    /** Closes what was open on a server that has been released. */
    public void released(long serverId) {
        if (servers.lockAny(serverId) == null) {
            openOf(serverId).forEach(drift -> resolve(drift, DriftResolution.HEALED));
        }
    }

    /** The server is known no more, and nothing about it is open. */
    public void forgotten(long serverId) {
        openOf(serverId).forEach(drift -> resolve(drift, DriftResolution.FORGOTTEN));
    }
}
