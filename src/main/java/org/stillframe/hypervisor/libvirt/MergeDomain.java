package org.stillframe.hypervisor.libvirt;

import java.util.UUID;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;
import org.w3c.dom.Element;

/**
 * A domain without a guest: its processor never runs. QEMU opens a chain for it that no running domain has open, so
 * that layers in it can be merged. libvirt ends it when our connection ends.
 */
final class MergeDomain {
    static final String TARGET = "vda";
    private static final String NAME_PREFIX = "stillframe-merge-";
    private static final int MEMORY_MIB = 16;
    private static final int FLAGS = Domain.CreateFlags.PAUSED | Domain.CreateFlags.AUTODESTROY;

    private MergeDomain() {}

    static boolean isNamed(String name) {
        return name.startsWith(NAME_PREFIX);
    }

    /**
     * Starts one for the chain below {@code head}, on the kind of machine that the real domain uses.
     *
     * @param disk of the real domain: what a merge there would give back to the storage is given back here as well
     */
    static Domain start(Connect connect, UUID forDomain, DomainXml real, DiskXml disk, String head) throws LibvirtException {
        return connect.domainCreateXML(xml(NAME_PREFIX + forDomain, real, disk, head), FLAGS);
    }

    /**
     * Ends the one that works for that domain.
     *
     * @return whether there was one
     */
    static boolean destroy(Connect connect, UUID forDomain) throws LibvirtException {
        try {
            Domain found = connect.domainLookupByName(NAME_PREFIX + forDomain);
            try {
                found.destroy();
                return true;
            } finally {
                found.free();
            }
        } catch (LibvirtException e) {
            if (Failures.is(e, ErrorNumber.VIR_ERR_NO_DOMAIN) || Failures.is(e, ErrorNumber.VIR_ERR_OPERATION_INVALID)) {
                return false;
            }
            throw e;
        }
    }

    private static String xml(String name, DomainXml real, DiskXml wanted, String head) {
        Element root = Xml.root("domain");
        root.setAttribute("type", real.type());
        Xml.addText(root, "name", name);
        Xml.addText(root, "memory", Integer.toString(MEMORY_MIB)).setAttribute("unit", "MiB");
        Xml.addText(root, "vcpu", "1");
        Element type = Xml.addText(Xml.add(root, "os"), "type", "hvm");
        setUnlessNull(type, "arch", real.architecture());
        setUnlessNull(type, "machine", real.machine());
        Element devices = Xml.add(root, "devices");
        if (real.emulator() != null) {
            Xml.addText(devices, "emulator", real.emulator());
        }
        Element disk = Xml.add(devices, "disk", "type", "file", "device", "disk");
        setUnlessNull(Xml.add(disk, "driver", "name", "qemu", "type", "qcow2"), "discard", wanted.discard());
        Xml.add(disk, "source", "file", head);
        Xml.add(disk, "target", "dev", TARGET, "bus", "virtio");
        Xml.add(devices, "controller", "type", "usb", "model", "none");
        Xml.add(devices, "memballoon", "model", "none");
        return Xml.write(root);
    }

    private static void setUnlessNull(Element element, String name, String value) {
        if (value != null) {
            element.setAttribute(name, value);
        }
    }
}
