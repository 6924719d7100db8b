package org.stillframe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.stillframe.account.EnvironmentFile;

/** Runs when all others have (pom.xml), and looks through what every service has logged while they did. */
class AllLogsIT {
    private static final Path BUILD = Path.of("target");

    /** Of a token, a key, a password's hash, a webhook's secret; and what was sent with a request. */
    private static final Pattern SHAPE = Pattern.compile(
            "eyJ[A-Za-z0-9_-]{10,}\\.|PRIVATE KEY|PBKDF2WithHmac\\w+:|whsec_[A-Za-z0-9+/]{8,}|Bearer [A-Za-z0-9._-]{12,}");

    /** Payara says so when it takes a connection back twice, and then gives it to two threads at once: a commit may be lost. */
    private static final String POOL_BROKEN = "state.isBusy";

    private static List<Path> logs;

    @BeforeAll
    static void find() throws IOException {
        logs = files(".log");
        assumeThat(logs).as("a service has run").anyMatch(log -> log.endsWith("server.log"));
    }

    @Test
    void noSecretIsLogged() throws IOException {
        Set<String> secrets = secrets();
        assertThat(secrets).as("secrets that the services were given").isNotEmpty();
        List<String> found = new ArrayList<>();
        for (Path log : logs) {
            try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
                lines.filter(line -> SHAPE.matcher(line).find() || secrets.stream().anyMatch(line::contains))
                        .forEach(line -> found.add(log + ": " + line));
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void noServerHasGivenAConnectionToTwo() throws IOException {
        for (Path log : logs) {
            try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
                assertThat(lines.filter(line -> line.contains(POOL_BROKEN))).as(log.toString()).isEmpty();
            }
        }
    }

    private static Set<String> secrets() throws IOException {
        Set<String> secrets = new HashSet<>();
        for (Path file : files(".env")) {
            new EnvironmentFile(file).read().forEach((name, value) -> {
                if (name.endsWith("TOKEN") || name.endsWith("PASSWORD")) {
                    secrets.add(value);
                }
            });
        }
        for (Path file : files("sealing.key")) {
            secrets.add(Files.readString(file).strip());
        }
        return secrets;
    }

    /** Written while the tests ran, or kept by a service that they started. */
    private static List<Path> files(String end) throws IOException {
        try (Stream<Path> files = Files.walk(BUILD)) {
            return files.filter(file -> file.toString().endsWith(end)).filter(Files::isRegularFile).toList();
        }
    }
}
