package org.stillframe.account;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.util.Optional;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;

/**
 * Lets nothing into a resource without a live bearer token. It never looks at a session, so a
 * browser that is logged in to the pages cannot be made to call the API (docs/adr/0003).
 */
@Provider
@Priority(Priorities.AUTHENTICATION)
public class AuthenticationFilter implements ContainerRequestFilter {
    private static final String SCHEME = "bearer ";

    @Inject
    private TokenService tokens;

    @Inject
    private CurrentCaller currentCaller;

    @Override
    public void filter(ContainerRequestContext request) {
        currentCaller.set(tokens.verify(token(request)));
    }

    private static String token(ContainerRequestContext request) {
        return Optional.ofNullable(request.getHeaderString(HttpHeaders.AUTHORIZATION))
                .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(header -> header.substring(SCHEME.length()).strip())
                .orElseThrow(() -> new ServiceException(
                        ErrorCode.AUTHENTICATION_FAILED, "Send a token: the header Authorization: Bearer TOKEN is missing."));
    }
}
