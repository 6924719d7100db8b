package org.stillframe.power;

import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import org.stillframe.account.Caller;
import org.stillframe.account.CurrentCaller;
import org.stillframe.api.PathId;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationKind;
import org.stillframe.server.ServerJson;
import org.stillframe.server.ServerService;

/** What starting and stopping share. They are two resources, as one for both would hide the paths of the servers. */
abstract class PowerResource {
    @Inject
    private ServerPower power;

    @Inject
    private ServerService servers;

    @Inject
    private CurrentCaller currentCaller;

    Response begin(String id, OperationKind kind) {
        Caller caller = currentCaller.get();
        Operation operation = power.begin(caller, PathId.of(id, "server"), kind);
        return Response.accepted(ServerJson.item(servers.get(caller, operation.getServerId()), caller))
                .header("Operation-Location", "/api/v1/operations/" + operation.getId() + "/")
                .build();
    }
}
