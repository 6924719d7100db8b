package org.stillframe.event;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Keeps the answer of an accepted request for events open, once the resource has begun it like any other. The event streams of
 * Jakarta REST wait in a thread for a slow reader; here only a servlet's own output can do without.
 */
@WebFilter(urlPatterns = "/api/v1/events/*", asyncSupported = true)
public class EventStreamFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Inject
    private transient EventStreams streams;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!request.getMethod().equals("GET")) {
            chain.doFilter(request, response);
            return;
        }
        StreamOpening opening = new StreamOpening(request, response);
        boolean begun = false;
        try {
            chain.doFilter(request, opening);
            begun = response.getStatus() == HttpServletResponse.SC_OK;
        } finally {
            if (opening.stream().isPresent()) {
                keepOpen(opening.stream().get(), begun, request, response);
            }
        }
    }

    private void keepOpen(EventStream stream, boolean begun, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        try {
            if (begun) {
                streams.open(stream, request.startAsync(request, response));
            } else {
                stream.end();
            }
        } catch (IOException | RuntimeException e) {
            stream.end();
            throw e;
        }
    }
}
