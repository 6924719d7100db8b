package org.stillframe.adoption;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.layer.LayerInventory;
import org.stillframe.server.Adoption;
import org.stillframe.server.Server;
import org.stillframe.server.ServerService;

/** What an adoption changes in the database, in one transaction. */
@Stateless
public class AdoptionLifecycle {
    @Inject
    private ServerService servers;

    @Inject
    private LayerInventory layers;

    /** Makes the domain a server, and its files layers, so that everything is known from the start. */
    public Server adopt(Adoption adoption, DomainInfo domain) {
        Server server = servers.adopt(adoption, domain);
        layers.takeUp(server.getId(), domain);
        return server;
    }
}
