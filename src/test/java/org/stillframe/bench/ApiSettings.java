package org.stillframe.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * What {@code ./bench api} tells the measuring program, as system properties.
 *
 * @param home the project's directory
 * @param directory where everything that is passing lies
 * @param databases h2, postgresql
 * @param rounds how often everything is measured
 * @param quick whether only the fewest and the most snapshots are measured
 * @param strict whether a missed promise is a failure
 * @param json where the figures are written
 */
record ApiSettings(Path home, Path directory, List<String> databases, int rounds, boolean quick, boolean strict, Path json) {
    private static final List<Long> SIZES = List.of(100L, 10_000L, 100_000L, 1_000_000L);

    static ApiSettings read() {
        return new ApiSettings(
                Path.of(System.getProperty("bench.home")),
                Path.of(System.getProperty("bench.directory")),
                List.of(System.getProperty("bench.databases").split(",")),
                Integer.getInteger("bench.rounds"),
                Boolean.getBoolean("bench.quick"),
                Boolean.getBoolean("bench.strict"),
                Path.of(System.getProperty("bench.json")));
    }

    /** How many snapshots there are in each database. */
    List<Long> sizes() {
        return quick ? List.of(SIZES.get(0), SIZES.get(SIZES.size() - 1)) : SIZES;
    }
}
