package org.stillframe.drift;

import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.stillframe.account.CurrentCaller;
import org.stillframe.account.RequiresScope;
import org.stillframe.account.Scope;
import org.stillframe.api.PathId;

/** Compares a host with what is known of it, now. */
@Path("/v1/hosts/{id}/reconcile")
@Produces(MediaType.APPLICATION_JSON)
public class HostReconcileResource {
    @Inject
    private DriftService drift;

    @Inject
    private CurrentCaller currentCaller;

    @POST
    @RequiresScope(Scope.ADMIN)
    public Response reconcile(@PathParam("id") String id) {
        return DriftResource.accepted(drift.reconcile(currentCaller.get(), PathId.of(id, "host")));
    }
}
