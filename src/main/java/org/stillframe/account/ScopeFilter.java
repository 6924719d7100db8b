package org.stillframe.account;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;

/** Lets nobody into a resource's method without its scope. */
@Provider
@Priority(Priorities.AUTHORIZATION)
public class ScopeFilter implements ContainerRequestFilter {
    @Inject
    private CurrentCaller currentCaller;

    @Context
    private ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request) {
        RequiresScope required = resource.getResourceMethod().getAnnotation(RequiresScope.class);
        if (required != null && !currentCaller.get().has(required.value())) {
            throw new ServiceException(
                    ErrorCode.PERMISSION_DENIED,
                    "The token lacks the scope " + required.value().claim() + ". Use a token that has it.");
        }
    }
}
