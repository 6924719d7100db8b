package org.stillframe.api;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Gives every request an id, by which a client and the log speak of the same thing, and keeps answers out of caches. It is the first of
 * all filters (web.xml).
 */
public class RequestIdFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final String HEADER = "X-Request-Id";
    private static final String ATTRIBUTE = "org.stillframe.requestId";
    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    @Inject
    private transient RequestOrigin origin;

    @Inject
    private transient ClientAddress addresses;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        // What the container refuses by itself comes here only on its way to the error page.
        if (request.getAttribute(ATTRIBUTE) == null) {
            String sent = request.getHeader(HEADER);
            String id = sent != null && SANE.matcher(sent).matches() ? sent : UUID.randomUUID().toString();
            request.setAttribute(ATTRIBUTE, id);
            response.setHeader(HEADER, id);
            origin.set(addresses.of(request), id);
        }
        if (request.getRequestURI().startsWith(request.getContextPath() + "/api/")) {
            response.setHeader("Cache-Control", "no-store");
        }
        chain.doFilter(request, response);
    }

    /** The id of this request. */
    static String idOf(HttpServletRequest request) {
        Object id = request.getAttribute(ATTRIBUTE);
        return id == null ? "unknown" : id.toString();
    }
}
