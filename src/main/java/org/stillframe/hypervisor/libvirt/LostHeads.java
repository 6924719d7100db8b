package org.stillframe.hypervisor.libvirt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.stillframe.hypervisor.Overlay;

/**
 * Heads that QEMU writes to and libvirt does not know of: it died in a live cut, after QEMU had done that. The guest's writes go
 * there, so the next boot must find them. libvirt cannot work on such a disk until the domain has been stopped and started.
 */
final class LostHeads {
    private LostHeads() {}

    /** The chain of an active domain's disk as QEMU has it open, head first. */
    static List<FileRef> chain(Domain domain, DiskXml disk, Optional<DiskXml> next) throws LibvirtException {
        List<FileRef> known = disk.chain();
        Optional<FileRef> lost = of(domain, known, next);
        if (lost.isEmpty()) {
            return known;
        }
        List<FileRef> chain = new ArrayList<>(List.of(lost.get()));
        chain.addAll(known);
        return chain;
    }

    /** QEMU is asked only if the next boot has another file than libvirt believes to be open. */
    private static Optional<FileRef> of(Domain domain, List<FileRef> known, Optional<DiskXml> next) throws LibvirtException {
        Optional<FileRef> head = next.filter(DiskXml::liesInFile)
                .map(DiskXml::head)
                .filter(file -> Storage.isOwn(file.path()))
                .filter(file -> known.stream().noneMatch(each -> each.path().equals(file.path())));
        return head.isPresent() && QemuNodes.isHead(domain, head.get().path()) ? head : Optional.empty();
    }

    /** Makes those of the overlays that QEMU writes to unknown to libvirt the heads of the next boot; has it close the others. */
    static void keep(Connect connect, Domain domain, List<Overlay> overlays) throws LibvirtException {
        DomainXml present = DomainXml.present(domain);
        Storage storage = new Storage(connect);
        List<Overlay> lost = new ArrayList<>();
        for (Overlay overlay : Overlay.ofDisks(overlays)) {
            Optional<DiskXml> disk = present.isActive() ? present.disk(overlay.target()) : Optional.empty();
            if (disk.isPresent()
                    && !disk.get().head().path().equals(overlay.path())
                    && storage.find(overlay.path()) != null) {
                if (QemuNodes.isHead(domain, overlay.path())) {
                    lost.add(overlay);
                } else {
                    QemuNodes.closeUnused(domain, overlay.path());
                }
            }
        }
        if (!lost.isEmpty()) {
            new Definition(connect, domain).setHeads(Heads.files(lost));
        }
    }
}
