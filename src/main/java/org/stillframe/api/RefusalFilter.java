package org.stillframe.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.stillframe.error.ErrorCode;

/**
 * Refuses, alike on every server, bodies whose announced length nobody takes; and beside the API whatever is as long without saying so,
 * and methods that nothing there serves.
 * TRACE is among those, so that nobody's headers come back to them. It stands before all that looks at requests (web.xml).
 */
public class RefusalFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;
    private static final Set<String> SERVED = Set.of("GET", "HEAD", "OPTIONS", "POST");
    private static final Set<String> WITH_BODY = Set.of("POST", "PATCH");
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final int LONGEST_BODY = 1 << 20;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getMethod().equals("TRACE")) {
            // Grizzly takes the body of one, which must have none, for the next request on the connection.
            response.setHeader("Connection", "close");
        }
        if (request.getContentLengthLong() > LONGEST_BODY) {
            response.sendError(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
        } else if (isBodyOfOtherProtocol(request)) {
            // Not by the container's way to the error page, on which Grizzly would lose the answer's type as well.
            ErrorServlet.tell(request, response, ErrorCode.INVALID);
        } else if (request.getRequestURI().startsWith("/api/", request.getContextPath().length())) {
            chain.doFilter(request, response);
        } else if (!SERVED.contains(request.getMethod())) {
            response.setHeader("Allow", allowed(request));
            response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
        } else if (request.getContentLengthLong() < 0 && isForm(request)) {
            readForm(request, response, chain);
        } else {
            chain.doFilter(request, response);
            if (response.getStatus() == HttpServletResponse.SC_NOT_FOUND && !response.isCommitted()) {
                // Faces leaves it at the status where a resource of its own is not there.
                response.sendError(HttpServletResponse.SC_NOT_FOUND);
            }
        }
    }

    private static boolean isForm(HttpServletRequest request) {
        String type = request.getContentType();
        return request.getMethod().equals("POST") && type != null && type.regionMatches(true, 0, FORM, 0, FORM.length());
    }

    private static void readForm(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest form;
        try {
            byte[] bytes = request.getInputStream().readNBytes(LONGEST_BODY + 1);
            if (bytes.length > LONGEST_BODY) {
                response.sendError(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
                return;
            }
            form = new ChunkedForm(request, bytes);
        } catch (IOException | IllegalArgumentException e) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST);
            return;
        }
        chain.doFilter(form, response);
    }

    /**
     * Grizzly keeps back the body of a request that asks for another protocol, even an empty one, and whoever would read it waits half
     * a minute in vain. What asks for HTTP/2 is served.
     */
    private static boolean isBodyOfOtherProtocol(HttpServletRequest request) {
        return request.getHeader("Upgrade") != null
                && request.getHeader("HTTP2-Settings") == null
                && WITH_BODY.contains(request.getMethod());
    }

    /** The methods of what is not the API: pages take forms as well. */
    private static String allowed(HttpServletRequest request) {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        boolean page = path.endsWith(".xhtml") || path.equals("/") || path.equals("/admin") || path.equals("/admin/");
        return page ? "GET, HEAD, OPTIONS, POST" : "GET, HEAD, OPTIONS";
    }
}
