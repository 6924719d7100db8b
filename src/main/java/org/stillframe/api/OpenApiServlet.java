package org.stillframe.api;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;

/**
 * Serves the OpenAPI document byte for byte. The servers' own {@code /openapi} read the same file into a model first: Payara's
 * loses every null and empty value of the examples and adds a member that OpenAPI does not know, so it is turned off
 * in server-config.
 */
@WebServlet("/openapi")
public class OpenApiServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String DOCUMENT = "/META-INF/openapi.yaml";

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try (InputStream document = OpenApiServlet.class.getResourceAsStream(DOCUMENT)) {
            response.setContentType("application/yaml");
            document.transferTo(response.getOutputStream());
        }
    }
}
