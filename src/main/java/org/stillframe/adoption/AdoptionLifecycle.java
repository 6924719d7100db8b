package org.stillframe.adoption;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import org.stillframe.account.Caller;
import org.stillframe.api.PathId;
import org.stillframe.audit.AuditSubject;
import org.stillframe.audit.AuditTrail;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.idempotency.CurrentKey;
import org.stillframe.layer.LayerInventory;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationJournal;
import org.stillframe.operation.OperationKind;
import org.stillframe.operation.OperationLeases;
import org.stillframe.operation.OperationStep.Postponed;
import org.stillframe.server.Adoption;
import org.stillframe.server.HostMonitor;
import org.stillframe.server.Server;
import org.stillframe.server.ServerService;
import org.stillframe.snapshot.RestoreLifecycle;
import org.stillframe.snapshot.SnapshotLifecycle;
import org.stillframe.snapshot.SnapshotQueries;

/** What adoption and release change in the database, each in one transaction that locks the server's row first. */
@Stateless
public class AdoptionLifecycle {
    @Inject
    private ServerService servers;

    @Inject
    private HostMonitor monitor;

    @Inject
    private OperationJournal journal;

    @Inject
    private OperationLeases leases;

    @Inject
    private LayerInventory layers;

    @Inject
    private SnapshotQueries queries;

    @Inject
    private SnapshotLifecycle snapshots;

    @Inject
    private RestoreLifecycle restores;

    @Inject
    private CurrentKey key;

    @Inject
    private AuditTrail audit;

    /** Makes the domain a server, and its files layers, so that everything is known from the start. */
    public Server adopt(Adoption adoption, DomainInfo domain) {
        if (key.outcome().isPresent()) {
            return servers.find(Long.parseLong(key.outcome().get())).orElseThrow(() -> PathId.notFound("server"));
        }
        Server server = servers.adopt(adoption, domain);
        layers.takeUp(server.getId(), domain);
        key.brings(Long.toString(server.getId()));
        String owner = "account " + server.getAccount().getEmail();
        audit.record("server.adopted", AuditSubject.ofServer(adoption.hostId(), server.getId(), server.getName(), owner), "succeeded", "");
        return server;
    }

    /**
     * Stores the operation, if nothing else works on the server.
     *
     * @param withSnapshots whether its snapshots may go; failed ones hold nothing, and safety points are not asked about
     */
    public Operation beginRelease(Caller caller, long serverId, boolean withSnapshots) {
        Server server = servers.lock(caller, serverId);
        journal.requireIdle(serverId, ErrorCode.SERVER_BUSY);
        if (!withSnapshots && queries.held(serverId) > 0) {
            throw new ServiceException(
                    ErrorCode.SERVER_HAS_SNAPSHOTS,
                    "The server has snapshots. Delete them first, or release it with ?snapshots=delete.");
        }
        monitor.requireConnected(server);
        return journal.begin(OperationKind.SERVER_RELEASE, server.target(null, null), ErrorCode.SERVER_BUSY);
    }

    /** Lets go of all that the server holds, unless its disks could not be brought back to what they were. */
    public void letGo(Operation operation, DomainInfo domain) {
        servers.lock(operation);
        layers.requireMergeable(operation.getServerId(), domain);
        snapshots.letGoOfAll(operation);
        restores.letGoOfAll(operation);
    }

    /**
     * Every disk has been seen to be what it was: the server is one no more.
     *
     * @throws Postponed while a node has yet to notice that its reclaim of the server's layers has nothing left to do
     */
    public void finishRelease(Operation operation, DomainInfo domain) {
        servers.lock(operation);
        layers.forget(operation.getServerId(), domain);
        snapshots.forgetAll(operation);
        if (!leases.absorb(operation)) {
            throw new Postponed("a reclaim of the server's layers has not ended");
        }
        servers.remove(operation);
        journal.succeed(operation.getId());
    }

    /** The server stays; its release can be asked for again, and goes on where this one ended. */
    public void failRelease(Operation operation, ServiceException cause) {
        servers.lock(operation);
        journal.fail(operation.getId(), cause.code(), cause.getMessage());
    }
}
