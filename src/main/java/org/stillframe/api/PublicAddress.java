package org.stillframe.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The address under which clients reach the service: {@code stillframe.url}. */
@ApplicationScoped
public class PublicAddress {
    private static final String SECURE = "https://";

    @Inject
    @ConfigProperty(name = "stillframe.url")
    private Optional<String> url;

    /** Whether that is its scheme, host and port, as browsers write them in {@code Origin}. */
    public boolean isOrigin(String origin) {
        return url.map(URI::create)
                .map(address -> address.getScheme() + "://" + address.getRawAuthority())
                .filter(origin::equalsIgnoreCase)
                .isPresent();
    }

    /** Whether it is reached over TLS, be it ended here or by a proxy. */
    public boolean isSecure() {
        return url.filter(address -> address.regionMatches(true, 0, SECURE, 0, SECURE.length())).isPresent();
    }
}
