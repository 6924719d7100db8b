package org.stillframe.server;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.Hypervisors;

/** Looks a domain up on its host and makes it a server. */
@ApplicationScoped
public class ServerAdoption {
    @Inject
    private ServerService servers;

    @Inject
    private Hypervisors hypervisors;

    /** @throws ServiceException that says what is wrong with the domain, the host or the account; nothing is touched */
    public Server adopt(Adoption adoption) {
        DomainInfo domain = find(servers.host(adoption.hostId()), adoption.domain());
        if (!domain.blockers().isEmpty()) {
            throw new ServiceException(ErrorCode.NOT_SNAPSHOTTABLE, domain.blockers().get(0).reason());
        }
        ServerDetails given = adoption.details();
        ServerDetails details = new ServerDetails(
                given.name() == null ? domain.name() : given.name(),
                given.hostname(),
                given.ipAddress(),
                given.location(),
                given.planId(),
                given.planName(),
                given.planVcpus() == null ? Integer.valueOf(domain.vcpus()) : given.planVcpus(),
                given.planMemory() == null ? Long.valueOf(domain.memoryMib()) : given.planMemory(),
                given.planStorage() == null ? Long.valueOf(gibibytes(domain)) : given.planStorage(),
                given.osId(),
                given.osName());
        return servers.adopt(new Adoption(adoption.hostId(), adoption.domain(), adoption.account(), details), domain);
    }

    private DomainInfo find(Host host, String domain) {
        try {
            return hypervisors.of(host.getUri()).domains(host.getUri()).stream()
                    .filter(found -> found.name().equals(domain) || found.ref().uuid().toString().equalsIgnoreCase(domain))
                    .findFirst()
                    .orElseThrow(() -> new ServiceException(
                            "The host has no such domain.", Map.of("domain", List.of("The host has no such domain."))));
        } catch (HypervisorException e) {
            throw new ServiceException(
                    e.kind() == Kind.UNAVAILABLE ? ErrorCode.HYPERVISOR_UNAVAILABLE : ErrorCode.HYPERVISOR_FAILED,
                    "The host does not answer as it should. Its log says why.",
                    e);
        }
    }

    private static long gibibytes(DomainInfo domain) {
        return domain.disks().stream().mapToLong(disk -> disk.head().capacityBytes()).sum() >> 30;
    }
}
