package org.stillframe;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A running service with the demo set.
 *
 * @param token of the account that owns the server
 * @param otherToken of an account that does not
 * @param serverId of the server {@code web-server-01}
 */
public record ServiceUnderTest(URI url, String token, String otherToken, String adminToken, long serverId) {
    /** The service that a {@code demo.env} describes. */
    public static ServiceUnderTest of(Path demoEnv) throws IOException {
        Map<String, String> environment = Files.readAllLines(demoEnv).stream()
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        return new ServiceUnderTest(
                URI.create(environment.get("STILLFRAME_URL")),
                environment.get("STILLFRAME_TOKEN"),
                environment.get("STILLFRAME_OTHER_TOKEN"),
                environment.get("STILLFRAME_ADMIN_TOKEN"),
                Long.parseLong(environment.get("STILLFRAME_SERVER_ID")));
    }
}
