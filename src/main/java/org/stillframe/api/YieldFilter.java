package org.stillframe.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Lets requests that were begun earlier come to their end first. A thread of the server takes one request after the other for as
 * long as the system leaves it the processor, which is a dozen of them, while one that was interrupted in the middle of its request
 * waits until all others have done the same: with more connections than processors the slowest hundredth took ten times the median.
 * A smaller pool of threads would do as well, but requests that wait for a host or for a slow reader would soon fill it (ADR 18).
 */
@WebFilter(urlPatterns = "/api/*", asyncSupported = true)
public class YieldFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Thread.yield();
        chain.doFilter(request, response);
    }
}
