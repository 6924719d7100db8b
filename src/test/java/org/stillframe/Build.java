package org.stillframe;

import java.nio.file.Path;

/** The build that the tests are part of. Two processes share the integration tests, and must not meet in a directory. */
public final class Build {
    private static final String PROCESS = System.getProperty("stillframe.build", "it-1");

    private Build() {}

    /** A directory below the build's, for this process of the tests alone; not made yet. */
    public static Path directory(String name) {
        return Path.of("target", PROCESS, name).toAbsolutePath();
    }
}
