package org.stillframe.account;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Where this installation keeps its keys and credentials: {@code stillframe.data.dir}. */
@ApplicationScoped
public class DataDirectory {
    @Inject
    @ConfigProperty(name = "stillframe.data.dir", defaultValue = "data")
    private String path;

    /** For the container. */
    protected DataDirectory() {}

    DataDirectory(String path) {
        this.path = path;
    }

    /** A file inside it. */
    public Path file(String... names) {
        return Path.of(path, names).toAbsolutePath();
    }
}
