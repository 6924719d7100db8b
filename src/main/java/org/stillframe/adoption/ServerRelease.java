package org.stillframe.adoption;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.stillframe.account.Caller;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationRunner;

/** Makes servers ordinary domains again: stores the operation, then has it run. */
@ApplicationScoped
public class ServerRelease {
    @Inject
    private AdoptionLifecycle lifecycle;

    @Inject
    private OperationRunner runner;

    /** @param withSnapshots whether its snapshots may go */
    public Operation begin(Caller caller, long serverId, boolean withSnapshots) {
        Operation operation = lifecycle.beginRelease(caller, serverId, withSnapshots);
        runner.start(operation);
        return operation;
    }
}
