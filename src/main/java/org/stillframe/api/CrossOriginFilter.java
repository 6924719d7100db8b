package org.stillframe.api;

import jakarta.inject.Inject;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;

/**
 * Lets pages of the {@link AllowedOrigins} call the API (Cross-Origin Resource Sharing). A preflight of theirs is answered before
 * anybody asks for a token, as browsers send none with it. Never with credentials: a token is a header that the page itself sets,
 * and cookies are nothing to the API. Whoever else asks is answered as without this, so that its browser keeps the answer from it.
 */
@Provider
@PreMatching
public class CrossOriginFilter implements ContainerRequestFilter, ContainerResponseFilter {
    private static final String ORIGIN = "Origin";
    private static final String ASKED_METHOD = "Access-Control-Request-Method";
    private static final String METHODS = "GET, HEAD, POST, PATCH, DELETE";
    /** What a request may carry beside what browsers let any page send. */
    private static final String REQUEST_HEADERS = "Authorization, Content-Type, Idempotency-Key, If-None-Match, Last-Event-ID, X-Request-Id";
    /** What a page may read beside the few headers that browsers show to any. */
    private static final String ANSWER_HEADERS = "Allow, ETag, Idempotency-Replayed, Link, Location, Operation-Location, RateLimit-Limit,"
            + " RateLimit-Remaining, RateLimit-Reset, Retry-After, WWW-Authenticate, X-Request-Id";
    private static final int PREFLIGHT_SECONDS = 600;

    @Inject
    private AllowedOrigins origins;

    @Override
    public void filter(ContainerRequestContext request) {
        if (isPreflight(request) && origins.holds(request.getHeaderString(ORIGIN))) {
            request.abortWith(Response.noContent()
                    .header("Access-Control-Allow-Methods", METHODS)
                    .header("Access-Control-Allow-Headers", REQUEST_HEADERS)
                    .header("Access-Control-Max-Age", PREFLIGHT_SECONDS)
                    .build());
        }
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (origins.isEmpty()) {
            return;
        }
        MultivaluedMap<String, Object> headers = response.getHeaders();
        // Even where it was not sent: a cache must not hand the answer on to a page that sends it.
        headers.add(HttpHeaders.VARY, ORIGIN);
        String origin = request.getHeaderString(ORIGIN);
        if (origins.holds(origin)) {
            headers.putSingle("Access-Control-Allow-Origin", origin);
            if (!isPreflight(request)) {
                headers.putSingle("Access-Control-Expose-Headers", ANSWER_HEADERS);
            }
        }
    }

    private static boolean isPreflight(ContainerRequestContext request) {
        return request.getMethod().equals(HttpMethod.OPTIONS) && request.getHeaderString(ASKED_METHOD) != null;
    }
}
