package org.stillframe.cli;

import java.net.URI;
import java.util.Set;

/** Where the service is, without a slash at the end, and the token that speaks for an account there. */
record Login(String url, String token) {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /** @throws Failure if it is no address of a service */
    static String normalized(String url) {
        URI uri;
        try {
            uri = URI.create(url.strip());
        } catch (IllegalArgumentException e) {
            throw invalid(url);
        }
        boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!http || uri.getHost() == null || uri.getUserInfo() != null || uri.getQuery() != null || uri.getFragment() != null) {
            throw invalid(url);
        }
        return uri.toString().replaceFirst("/+$", "").replaceFirst("/api/v1$", "");
    }

    private static Failure invalid(String url) {
        return new Failure(ExitCode.USAGE, "'%s' is no address of a service, such as https://stillframe.example.com".formatted(url));
    }

    /** @throws Failure if no token looks like this; it is not shown */
    static String checked(String token) {
        String stripped = token.strip();
        if (!stripped.matches("[A-Za-z0-9._~+/=-]+")) {
            throw new Failure(
                    ExitCode.USAGE,
                    stripped.isEmpty() ? "The token is empty." : "That is no token: it has characters that no token has.");
        }
        return stripped;
    }

    /** Whether others can read the token on its way. */
    boolean isExposed() {
        URI uri = URI.create(url);
        return uri.getScheme().equals("http") && !LOOPBACK.contains(uri.getHost());
    }
}
