package org.stillframe.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.libvirt.Connect;
import org.stillframe.hypervisor.DomainRef;

/** How the links to a host are shared out. */
class LibvirtConnectionIT extends LibvirtGuests {
    /**
     * The fault campaign found that the service had ended by itself: in libvirt's client, which had been called by several threads
     * on one link.
     */
    @Test
    void callsThatComeTogetherEachHaveALinkOfTheirOwn() {
        DomainRef domain = fixture.newServer(1);
        LibvirtConnections connections = new LibvirtConnections(Thread::new);
        try {
            LibvirtConnection connection = connections.of(fixture.host());
            List<Connect> links = connection.call("one", one -> connection.call("another", another -> List.of(one, another)));
            Connect later = connection.call("later", link -> link);

            assertThat(links.get(0)).isNotSameAs(links.get(1));
            assertThat(links).as("links that were opened before").contains(later);
            Set<UUID> seen = hypervisor.powerStates(fixture.host()).keySet();
            assertThat(seen).contains(domain.uuid());
        } finally {
            connections.close();
        }
    }
}
