package org.stillframe.drift;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.stillframe.account.Caller;
import org.stillframe.api.PathId;
import org.stillframe.audit.Actor;
import org.stillframe.audit.AuditTrail;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationJournal;
import org.stillframe.operation.OperationKind;
import org.stillframe.operation.OperationTarget;
import org.stillframe.server.Host;
import org.stillframe.server.HostDirectory;
import org.stillframe.server.HostMonitor;
import org.stillframe.server.Server;
import org.stillframe.server.ServerService;

/** What is open, and the beginning of the operations that look for it and mend it. */
@Stateless
public class DriftLifecycle {
    @PersistenceContext
    private EntityManager entityManager;

    @Inject
    private HostDirectory hosts;

    @Inject
    private ServerService servers;

    @Inject
    private HostMonitor monitor;

    @Inject
    private OperationJournal operations;

    @Inject
    private AuditTrail audit;

    /** All that is open, the worst first, then the newest. */
    public List<Drift> open() {
        return entityManager
                .createQuery("select d from Drift d where d.resolvedAt is null order by d.id desc", Drift.class)
                .getResultStream()
                .sorted(Comparator.comparing(drift -> drift.getKind().severity()))
                .toList();
    }

    /** @throws ServiceException with {@code NOT_FOUND} if there is none */
    public Drift get(long id) {
        Drift drift = entityManager.find(Drift.class, id);
        if (drift == null) {
            throw PathId.notFound("finding");
        }
        return drift;
    }

    /** Stores the operation that compares a host with what is known of it. */
    public Operation beginReconcile(Caller caller, long hostId) {
        Host host = hosts.get(hostId);
        return operations.begin(
                OperationKind.HOST_RECONCILE,
                new OperationTarget(caller.accountId(), host.getId(), null, null, null, null),
                ErrorCode.SERVER_BUSY);
    }

    /** Stores the operation that mends a finding, if that is offered and nothing else works on the server. */
    public Operation beginMending(Caller caller, long id, DriftRepair repair) {
        Drift drift = get(id);
        if (!drift.getKind().repairs().contains(repair)) {
            throw notOffered("A finding of the kind " + drift.getKind().code() + offers(drift.getKind()));
        }
        Server server = servers.lockAny(drift.getServerId());
        entityManager.refresh(drift);
        if (!drift.isOpen() || server == null) {
            throw notOffered("This is resolved already.");
        }
        operations.requireIdle(server.getId(), ErrorCode.SERVER_BUSY);
        monitor.requireConnected(server);
        Operation operation = operations.begin(
                OperationKind.DRIFT_REPAIR,
                server.target(drift.getSnapshotId(), drift.getSnapshotName()),
                ErrorCode.SERVER_BUSY);
        drift.mend(repair, operation.getId());
        audit.record(Actor.of(caller), "drift." + repair.code(), drift.auditSubject(), "accepted", drift.getDetail());
        return operation;
    }

    private static String offers(DriftKind kind) {
        return kind.repairs().isEmpty()
                ? " goes by itself, once its cause is seen to on the host."
                : " offers " + kind.repairs().stream().map(DriftRepair::code).collect(Collectors.joining(" or ")) + ".";
    }

    private static ServiceException notOffered(String why) {
        return new ServiceException(ErrorCode.REPAIR_NOT_OFFERED, why);
    }
}
