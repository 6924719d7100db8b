package org.stillframe.admin;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.stillframe.api.PublicAddress;

/**
 * Tells browsers what no page here ever needs, so that nobody can make use of it. Where scripts may come from is told by
 * PrimeFaces in a second policy (web.xml), as it alone knows the nonce; browsers keep to both.
 */
public class PageHeadersFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final String POLICY = "frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'";

    @Inject
    private transient PublicAddress address;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.isSecure() || address.isSecure()) {
            response.setHeader("Strict-Transport-Security", "max-age=31536000");
        }
        String path = request.getRequestURI().substring(request.getContextPath().length());
        if (!path.startsWith("/api/")) {
            response.setHeader("X-Content-Type-Options", "nosniff");
            response.setHeader("X-Frame-Options", "DENY");
            response.setHeader("Referrer-Policy", "same-origin");
            response.setHeader("Content-Security-Policy", POLICY);
            if (path.endsWith(".xhtml") && !path.startsWith("/jakarta.faces.resource/") || path.endsWith("/")) {
                response.setHeader("Cache-Control", "no-store");
            }
        }
        chain.doFilter(request, response);
    }
}
