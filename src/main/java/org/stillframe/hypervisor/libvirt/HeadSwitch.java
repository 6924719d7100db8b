package org.stillframe.hypervisor.libvirt;

import java.util.List;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.stillframe.hypervisor.Overlay;

/** Makes overlays the heads of a stopped domain: the files first, then all disks and UEFI variables by one definition. */
final class HeadSwitch {
    private final Connect connect;
    private final Domain domain;
    private final Storage storage;

    HeadSwitch(Connect connect, Domain domain, Storage storage) {
        this.connect = connect;
        this.domain = domain;
        this.storage = storage;
    }

    /** Answers with the definition as it was read back. */
    Definitions apply(DomainXml present, List<Overlay> overlays) throws LibvirtException {
        Leftovers leftovers = new Leftovers(connect, domain, storage);
        for (Overlay overlay : Heads.missing(present, Overlay.ofDisks(overlays))) {
            FileRef backing = backing(present.required(overlay.target()), overlay.backing());
            leftovers.makeAfresh(List.of(overlay), () -> storage.createOverlay(overlay.path(), backing));
        }
        for (Overlay copy : Overlay.ofNvram(overlays)) {
            if (!copy.path().equals(present.firmware().path())) {
                new NvramCopy(connect, storage).make(copy);
            }
        }
        DomainXml switched = new Definition(connect, domain).setHeads(Heads.files(overlays));
        return new Definitions(switched, switched);
    }

    /** The layer with its format, which for one in the present chain is what the chain says of it. */
    private FileRef backing(DiskXml disk, String path) throws LibvirtException {
        FileRef head = disk.head();
        if (head.path().equals(path)) {
            return head;
        }
        for (FileRef file : new Chains(storage).byHeaders(disk.head())) {
            if (file.path().equals(path)) {
                return file;
            }
        }
        return new FileRef(path, storage.required(path).info().format());
    }
}
