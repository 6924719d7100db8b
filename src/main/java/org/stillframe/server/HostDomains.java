package org.stillframe.server;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.Hypervisors;

/** What runs on a host, adopted or not. */
@ApplicationScoped
public class HostDomains {
    @Inject
    private HostDirectory hosts;

    @Inject
    private Hypervisors hypervisors;

    /**
     * A domain of a host.
     *
     * @param serverId the server that it is, or null if it is not adopted
     */
    public record HostDomain(DomainInfo info, Long serverId) {}

    /**
     * All domains of a host.
     *
     * @param adopted only those that are, or that are not; null for all
     * @throws ServiceException with {@code NOT_FOUND} if there is no such host, or as {@link #of}
     */
    public List<HostDomain> list(long hostId, Boolean adopted) {
        Host host = hosts.get(hostId);
        List<DomainInfo> found = of(host);
        Map<UUID, Long> servers = hosts.adopted(hostId);
        return found.stream()
                .map(domain -> new HostDomain(domain, servers.get(domain.ref().uuid())))
                .filter(domain -> adopted == null || adopted == (domain.serverId() != null))
                .toList();
    }

    /** @throws ServiceException with {@code HYPERVISOR_UNAVAILABLE} if the host does not answer */
    public List<DomainInfo> of(Host host) {
        try {
            return hypervisors.of(host.getUri()).domains(host.getUri());
        } catch (HypervisorException e) {
            throw new ServiceException(
                    e.kind() == Kind.UNAVAILABLE ? ErrorCode.HYPERVISOR_UNAVAILABLE : ErrorCode.HYPERVISOR_FAILED,
                    "The host does not answer as it should. Its log says why.",
                    e);
        }
    }
}
