package org.stillframe.api;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** What a person sees in a browser where the API would answer with problem details. */
final class ErrorPage {
    private static final String TEMPLATE = "/WEB-INF/error.html";
    private static final String POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'";

    private ErrorPage() {}

    /** Whether the failed request is a browser's, for a page. */
    static boolean isWanted(HttpServletRequest request) {
        String path = Objects.toString(request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI), request.getRequestURI());
        String accepted = request.getHeader("Accept");
        return accepted != null
                && accepted.contains("text/html")
                && !(path + "/").startsWith(request.getContextPath() + "/api/");
    }

    /** @param title must be plain text, as must {@code detail}: neither may hold anything that a request has sent */
    static void write(HttpServletRequest request, HttpServletResponse response, String title, String detail)
            throws IOException {
        String page;
        try (InputStream template = request.getServletContext().getResourceAsStream(TEMPLATE)) {
            page = new String(template.readAllBytes(), StandardCharsets.UTF_8);
        }
        page = page.replace("{{base}}", request.getContextPath())
                .replace("{{title}}", title)
                .replace("{{detail}}", detail)
                .replace("{{request}}", RequestIdFilter.idOf(request));
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentType("text/html;charset=UTF-8");
        response.getOutputStream().write(page.getBytes(StandardCharsets.UTF_8));
    }
}
