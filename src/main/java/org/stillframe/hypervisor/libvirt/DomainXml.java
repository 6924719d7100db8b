package org.stillframe.hypervisor.libvirt;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.w3c.dom.Element;

/** A domain's definition as libvirt holds it. */
final class DomainXml {
    private final Element root;
    private final List<DiskXml> disks;

    private DomainXml(String text) {
        root = Xml.parse(text);
        Element devices = Xml.at(root, "devices");
        disks = devices == null
                ? List.of()
                : Xml.children(devices, "disk").stream().map(DiskXml::new).toList();
    }

    static DomainXml read(String text) {
        return new DomainXml(text);
    }

    /** What will hold at the next boot, complete with what libvirt keeps secret, so that it can be defined anew. */
    static DomainXml persistent(Domain domain) throws LibvirtException {
        return new DomainXml(domain.getXMLDesc(Domain.XMLFlags.INACTIVE | Domain.XMLFlags.SECURE));
    }

    /** What holds now: of the process if there is one, with the chains of its disks. */
    static DomainXml present(Domain domain) throws LibvirtException {
        return new DomainXml(domain.getXMLDesc(0));
    }

    /** What the next boot will read: the present one if the domain is not active. */
    static DomainXml nextBoot(Domain domain, DomainXml present) throws LibvirtException {
        return present.isActive() ? persistent(domain) : present;
    }

    /** The disks that hold data of the domain, in the definition's order. */
    List<DiskXml> disks() {
        return disks.stream().filter(DiskXml::holdsData).toList();
    }

    /** The targets of everything that is a disk to libvirt, CD-ROM and floppy drives too. */
    List<String> allTargets() {
        return disks.stream().map(DiskXml::target).toList();
    }

    Optional<DiskXml> disk(String target) {
        return disks().stream().filter(disk -> target.equals(disk.target())).findFirst();
    }

    DiskXml required(String target) {
        return disk(target)
                .orElseThrow(() -> new HypervisorException(Kind.NOT_LAYERABLE, "The domain has no disk " + target));
    }

    /** The paths of all files that any disk or drive names, and of the UEFI variables. */
    Stream<String> files() {
        return Stream.concat(
                disks.stream().flatMap(disk -> disk.files().stream()), Stream.ofNullable(firmware().path()));
    }

    FirmwareXml firmware() {
        return new FirmwareXml(Xml.at(root, "os"));
    }

    /** Whether a SCSI device of the host is handed to the guest; it is no {@code <disk>} but holds data all the same. */
    boolean passesScsiThrough() {
        return Xml.children(Xml.at(root, "devices"), "hostdev").stream()
                .anyMatch(device -> "scsi".equals(Xml.attribute(device, "type")));
    }

    /** Whether the guest agent holds its end of the channel. Only a running domain's definition tells. */
    boolean agentConnected() {
        return Xml.children(Xml.at(root, "devices"), "channel").stream()
                .map(channel -> Xml.at(channel, "target"))
                .anyMatch(target -> "org.qemu.guest_agent.0".equals(Xml.attribute(target, "name"))
                        && "connected".equals(Xml.attribute(target, "state")));
    }

    /** Whether there is a process, by the number that libvirt gave it. Only the present definition tells. */
    boolean isActive() {
        return root.hasAttribute("id");
    }

    /** Kind of virtualisation, for instance {@code kvm} or {@code qemu}. */
    String type() {
        return Xml.attribute(root, "type");
    }

    String emulator() {
        return Xml.text(root, "devices", "emulator");
    }

    String architecture() {
        return Xml.attribute(Xml.at(root, "os", "type"), "arch");
    }

    String machine() {
        return Xml.attribute(Xml.at(root, "os", "type"), "machine");
    }

    String write() {
        return Xml.write(root);
    }
}
