package org.stillframe.server;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.stillframe.error.ServiceException;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.Hypervisors;

/** Judges connection URIs before they are stored. */
@ApplicationScoped
public class HostUris {
    private final Hypervisors hypervisors;

    /** For the container's proxies only. */
    protected HostUris() {
        this(null);
    }

    @Inject
    public HostUris(Hypervisors hypervisors) {
        this.hypervisors = hypervisors;
    }

    /**
     * Lets pass what an adapter serves, whether somebody answers there or not. A password is refused: the URI is stored and shown.
     *
     * @throws ServiceException with {@code INVALID} that names {@code uri}
     */
    void requireUsable(String uri) {
        String authority = Objects.requireNonNullElse(parse(uri).getRawAuthority(), "");
        int at = authority.lastIndexOf('@');
        if (at >= 0 && authority.substring(0, at).contains(":")) {
            throw invalid("It must not hold a password, as it is stored and shown. Use a key or a certificate.");
        }
        try {
            hypervisors.of(uri);
        } catch (HypervisorException e) {
            throw invalid("No such host can be reached: it must be qemu:// or qemu+unix, +tcp, +tls, +ssh, +libssh or +libssh2://,"
                    + " and must not name a command.");
        }
    }

    private static URI parse(String uri) {
        try {
            return new URI(uri);
        } catch (URISyntaxException e) {
            throw invalid("It must be a URI.");
        }
    }

    private static ServiceException invalid(String message) {
        return new ServiceException("Correct this field and send it again: uri.", Map.of("uri", List.of(message)));
    }
}
