package org.stillframe.power;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import org.stillframe.error.ServiceException;
import org.stillframe.hypervisor.PowerState;
import org.stillframe.idempotency.CurrentKey;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationJournal;
import org.stillframe.operation.OperationKind;
import org.stillframe.operation.OperationService;
import org.stillframe.account.Caller;
import org.stillframe.error.ErrorCode;
import org.stillframe.server.HostMonitor;
import org.stillframe.server.Server;
import org.stillframe.server.ServerService;

/** Begins and ends the operations that start and stop servers, together with what is then known of the server. */
@Stateless
public class PowerLifecycle {
    @Inject
    private ServerService servers;

    @Inject
    private OperationJournal journal;

    @Inject
    private HostMonitor monitor;

    @Inject
    private OperationService operations;

    @Inject
    private CurrentKey key;

    @Inject
    private Clock clock;

    /** Stores the operation, if nothing else works on the server. */
    public Operation begin(Caller caller, long serverId, OperationKind kind) {
        Server server = servers.lock(caller, serverId);
        if (key.outcome().isPresent()) {
            return operations.get(caller, key.outcome().get());
        }
        journal.requireIdle(serverId, ErrorCode.SERVER_BUSY);
        monitor.requireConnected(server);
        Operation operation = journal.begin(kind, server.target(null, null), ErrorCode.SERVER_BUSY);
        key.brings(operation.getId());
        return operation;
    }

    public void done(Operation operation, PowerState power) {
        servers.lock(operation).found(power, clock.instant());
        journal.succeed(operation.getId());
    }

    /** @param powers what the host says of its domains */
    public void failed(Operation operation, Map<UUID, PowerState> powers, ServiceException failure) {
        Server server = servers.lock(operation);
        PowerState power = powers.get(server.domain().uuid());
        if (power != null) {
            server.found(power, clock.instant());
        }
        journal.fail(operation.getId(), failure.code(), failure.getMessage());
    }
}
