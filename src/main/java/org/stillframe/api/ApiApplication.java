package org.stillframe.api;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;

/** The HTTP API, below {@code /api}. */
@ApplicationPath("/api")
public class ApiApplication extends Application {
    /**
     * Jersey would answer OPTIONS and application.wadl with a description of its classes, and make the path in Location a URI
     * with the host that it believes to be, which behind a proxy is the wrong one.
     */
    @Override
    public Map<String, Object> getProperties() {
        return Map.of(
                "jersey.config.server.wadl.disableWadl", true,
                "jersey.config.server.headers.location.relative.resolution.disabled", true);
    }
}
