package org.stillframe.adoption;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.stillframe.error.ErrorCode;
import org.stillframe.error.ServiceException;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.server.Adoption;
import org.stillframe.server.Host;
import org.stillframe.server.HostDomains;
import org.stillframe.server.Server;
import org.stillframe.server.ServerDetails;
import org.stillframe.server.ServerService;

/** Looks a domain up on its host and makes it a server. */
@ApplicationScoped
public class ServerAdoption {
    @Inject
    private ServerService servers;

    @Inject
    private HostDomains domains;

    @Inject
    private AdoptionLifecycle lifecycle;

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
        return lifecycle.adopt(new Adoption(adoption.hostId(), adoption.domain(), adoption.account(), details), domain);
    }

    private DomainInfo find(Host host, String domain) {
        return domains.of(host).stream()
                .filter(found -> found.name().equals(domain) || found.ref().uuid().toString().equalsIgnoreCase(domain))
                .findFirst()
                .orElseThrow(() -> new ServiceException(
                        "The host has no such domain.", Map.of("domain", List.of("The host has no such domain."))));
    }

    private static long gibibytes(DomainInfo domain) {
        return domain.disks().stream().mapToLong(disk -> disk.head().capacityBytes()).sum() >> 30;
    }
}
