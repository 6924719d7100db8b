package org.stillframe.bench;

import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What {@code ./bench} tells the measuring program, as system properties.
 *
 * @param home the project's directory
 * @param directory where disks and everything else that is passing lies
 * @param uri of the private libvirtd
 * @param service where the service listens
 * @param token of an admin
 * @param rounds how often everything is measured
 * @param quick whether only the smallest and the largest disk are measured
 * @param strict whether a missed promise is a failure
 * @param only the parts that are measured; none means all
 * @param json where the figures are written
 */
record Settings(
        Path home, Path directory, String uri, URI service, String token, int rounds, boolean quick, boolean strict, Set<String> only, Path json) {

    static Settings read() {
        return new Settings(
                Path.of(System.getProperty("bench.home")),
                Path.of(System.getProperty("bench.directory")),
                System.getProperty("bench.libvirt"),
                URI.create(System.getProperty("bench.service")),
                System.getenv("STILLFRAME_ADMIN_TOKEN"),
                Integer.getInteger("bench.rounds"),
                Boolean.getBoolean("bench.quick"),
                Boolean.getBoolean("bench.strict"),
                Arrays.stream(System.getProperty("bench.only").split(",")).filter(part -> !part.isEmpty()).collect(Collectors.toSet()),
                Path.of(System.getProperty("bench.json")));
    }

    /** @param part grid, agent, rush or directory */
    boolean measures(String part) {
        return only.isEmpty() || only.contains(part);
    }
}
