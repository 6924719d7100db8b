package org.stillframe.power;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import org.stillframe.account.Caller;
import org.stillframe.account.CurrentCaller;
import org.stillframe.api.PathId;
import org.stillframe.operation.Operation;
import org.stillframe.operation.OperationKind;
import org.stillframe.server.ServerJson;
import org.stillframe.server.ServerService;

/** Begins a power operation for the caller and answers with the server. */
@RequestScoped
public class PowerAnswer {
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
