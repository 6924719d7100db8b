package org.stillframe.hypervisor.libvirt;

import org.libvirt.Domain;
import org.libvirt.LibvirtException;

/**
 * Both definitions of a domain.
 *
 * @param present what holds now
 * @param nextBoot what the next boot will read; the same if the domain is not active
 */
record Definitions(DomainXml present, DomainXml nextBoot) {
    static Definitions of(Domain domain) throws LibvirtException {
        DomainXml present = DomainXml.present(domain);
        return new Definitions(present, DomainXml.nextBoot(domain, present));
    }
}
