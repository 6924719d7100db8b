package org.stillframe.power;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.stillframe.account.Caller;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationKind;
import org.stillframe.operation.OperationRunner;

/** Starts and stops servers: stores the operation, then has it run. */
@ApplicationScoped
public class ServerPower {
    @Inject
    private PowerLifecycle lifecycle;

    @Inject
    private OperationRunner runner;

    /** @param kind {@code SERVER_START} or {@code SERVER_STOP} */
    public Operation begin(Caller caller, long serverId, OperationKind kind) {
        Operation operation = lifecycle.begin(caller, serverId, kind);
        runner.start(operation);
        return operation;
    }
}
