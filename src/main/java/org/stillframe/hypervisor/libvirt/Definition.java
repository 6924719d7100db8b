package org.stillframe.hypervisor.libvirt;

import java.util.Map;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.stillframe.hypervisor.DiskInfo;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;

/**
 * Keeps the definition that the next boot will read in step with the layers: right heads, and not a word about the
 * files below them. libvirt writes such words after a live cut; they would be wrong as soon as the layers below are
 * merged.
 */
final class Definition {
    private final Connect connect;
    private final Domain domain;

    Definition(Connect connect, Domain domain) {
        this.connect = connect;
        this.domain = domain;
    }

    /** Drops what the definition says about files below the heads. */
    void tidy() throws LibvirtException {
        setHeads(Map.of());
    }

    /** Makes the files heads of the disks (or the UEFI variables), by target; all others stay. Reads the result back. */
    void setHeads(Map<String, FileRef> heads) throws LibvirtException {
        DomainXml xml = DomainXml.persistent(domain);
        if (!change(xml, heads)) {
            return;
        }
        connect.domainDefineXML(xml.write()).free();
        if (change(DomainXml.persistent(domain), heads)) {
            throw new HypervisorException(Kind.FAILED, "libvirt did not keep the new definition of the domain");
        }
    }

    private static boolean change(DomainXml xml, Map<String, FileRef> heads) {
        FileRef nvram = heads.get(DiskInfo.NVRAM);
        boolean changed = nvram != null && xml.firmware().setPath(nvram.path());
        for (DiskXml disk : xml.disks()) {
            if (disk.blocker().isEmpty()) {
                FileRef head = heads.getOrDefault(disk.target(), disk.head());
                changed |= disk.setHead(head);
            }
        }
        return changed;
    }
}
