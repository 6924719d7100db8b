package org.stillframe.hypervisor.libvirt;

import java.util.HashMap;
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

    /** Makes the files heads of the disks (or the UEFI variables), by target; all others stay. Answers with the result as it was read back. */
    DomainXml setHeads(Map<String, FileRef> heads) throws LibvirtException {
        DomainXml xml = DomainXml.persistent(domain);
        return change(xml, heads) ? define(xml, heads) : xml;
    }

    /**
     * Writes the definition anew, also that of a domain which has lost it, with these files as heads. Reads the result back.
     *
     * @param heads by target; layers of the service's own, or what the definition names already
     */
    void renew(Map<String, String> heads) throws LibvirtException {
        DomainXml xml = DomainXml.persistent(domain);
        Map<String, FileRef> wanted = new HashMap<>();
        heads.forEach((target, path) -> wanted.put(target, file(xml, target, path)));
        change(xml, wanted);
        define(xml, wanted);
    }

    private DomainXml define(DomainXml xml, Map<String, FileRef> heads) throws LibvirtException {
        connect.domainDefineXML(xml.write()).free();
        DomainXml defined = DomainXml.persistent(domain);
        if (change(defined, heads)) {
            throw new HypervisorException(Kind.FAILED, "libvirt did not keep the new definition of the domain");
        }
        return defined;
    }

    /** What the file is to be read as is never guessed from its content. */
    private static FileRef file(DomainXml xml, String target, String path) {
        if (target.equals(DiskInfo.NVRAM)) {
            return new FileRef(path, "raw");
        }
        FileRef present = xml.required(target).head();
        if (present.path().equals(path)) {
            return present;
        }
        if (!Storage.isOwn(path)) {
            throw new HypervisorException(Kind.NOT_LAYERABLE, "Nothing says what " + path + " is to be read as");
        }
        return new FileRef(path, "qcow2");
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
