package org.stillframe.admin;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;
import org.stillframe.api.PublicAddress;

/**
 * Lets only what a page of this service has sent into the pages. Faces' own view state guards the pages behind the login; the login
 * itself has none, and a stranger's page could log a browser in as somebody else.
 */
@WebFilter(urlPatterns = "*.xhtml", asyncSupported = true)
public class PagePostFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final Set<String> HARMLESS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String LOGIN = "/login.xhtml";
    private static final Set<String> OWN = Set.of("same-origin", "none");

    @Inject
    private transient PublicAddress address;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (HARMLESS.contains(request.getMethod())) {
            chain.doFilter(request, response);
        } else if (!isFromHere(request)) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
        } else if (!isForm(request)) {
            // The container would take it apart as best it can, and fail as if the fault were its own.
            response.sendError(HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE);
        } else if (!isNonce(request.getParameter("primefaces.nonce")) || lacksState(request)) {
            // PrimeFaces and Faces would take it for a fault of their own.
            response.sendError(HttpServletResponse.SC_BAD_REQUEST);
        } else {
            chain.doFilter(request, response);
        }
    }

    /** Every browser of today says where a request comes from; what is no browser cannot be made to send what it does not want. */
    private boolean isFromHere(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        String origin = request.getHeader("Origin");
        return (site == null || OWN.contains(site)) && (origin == null || isHost(origin, request.getHeader("Host")) || address.isOrigin(origin));
    }

    /** No page here uploads files, so no form is of another kind. */
    private static boolean isForm(HttpServletRequest request) {
        String type = request.getContentType();
        return type == null || type.regionMatches(true, 0, FORM, 0, FORM.length());
    }

    private static boolean isHost(String origin, String host) {
        try {
            return host != null && host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The login is the only page that keeps nothing between two requests. */
    private static boolean lacksState(HttpServletRequest request) {
        return "stateless".equals(request.getParameter("jakarta.faces.ViewState")) && !request.getServletPath().equals(LOGIN);
    }

    private static boolean isNonce(String text) {
        try {
            return text != null && UUID.fromString(new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8)) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
