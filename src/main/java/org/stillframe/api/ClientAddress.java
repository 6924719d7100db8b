package org.stillframe.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Tells a client's address. {@code X-Forwarded-For} is believed only if the connection comes from a proxy that
 * {@code stillframe.trusted.proxies} names, and only as far back as such proxies have written it: anybody can send the header.
 */
@ApplicationScoped
public class ClientAddress {
    private static final String HEADER = "X-Forwarded-For";
    private static final int LONGEST = 45;

    @Inject
    @ConfigProperty(name = "stillframe.trusted.proxies")
    private Optional<String> proxies;

    /** For the container. */
    protected ClientAddress() {}

    ClientAddress(List<String> proxies) {
        this.proxies = Optional.of(String.join(",", proxies));
    }

    String of(HttpServletRequest request) {
        return of(request.getRemoteAddr(), Collections.list(request.getHeaders(HEADER)));
    }

    /** @param headers the values of all such headers, in their order */
    String of(String peer, List<String> headers) {
        List<AddressRange> trusted = trusted();
        List<String> hops = new ArrayList<>();
        headers.forEach(header -> hops.addAll(List.of(header.split(","))));
        String client = peer;
        for (int i = hops.size() - 1; i >= 0 && isIn(trusted, client); i--) {
            String hop = hops.get(i).strip();
            if (hop.length() > LONGEST || !AddressRange.isAddress(hop)) {
                // A proxy writes addresses; what is none was there before.
                break;
            }
            client = hop;
        }
        return client;
    }

    private List<AddressRange> trusted() {
        return proxies.filter(text -> !text.isBlank())
                .map(text -> Arrays.stream(text.split(",", -1)).map(AddressRange::parse).toList())
                .orElse(List.of());
    }

    private static boolean isIn(List<AddressRange> ranges, String address) {
        return ranges.stream().anyMatch(range -> range.holds(address));
    }
}
