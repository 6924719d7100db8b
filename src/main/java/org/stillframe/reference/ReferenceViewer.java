package org.stillframe.reference;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Where the viewer of the API reference is served from: its path holds the version that was built in. */
@Named
@ApplicationScoped
public class ReferenceViewer {
    private static final String VERSION = "/META-INF/maven/org.webjars/swagger-ui/pom.properties";

    private final String path = "/webjars/swagger-ui/" + version();

    /** Below the context's path. */
    public String getPath() {
        return path;
    }

    private static String version() {
        Properties properties = new Properties();
        try (InputStream file = ReferenceViewer.class.getResourceAsStream(VERSION)) {
            properties.load(file);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
