package org.stillframe.hypervisor.libvirt;

import java.util.List;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.stillframe.hypervisor.Overlay;

/** Freezes disks of a domain, active or not, by putting overlays on them. */
final class DiskCut {
    private final Connect connect;
    private final Domain domain;
    private final Storage storage;

    DiskCut(Connect connect, Domain domain, Storage storage) {
        this.connect = connect;
        this.domain = domain;
        this.storage = storage;
    }

    /**
     * Answers with the definitions as they were read back.
     *
     * @param present the definition as it was read a moment ago, by which nothing stands in the way
     * @param active whether the domain has a process, as was asked after the definition was read
     */
    Definitions cut(DomainXml present, boolean active, List<Overlay> overlays, boolean quiesce) throws LibvirtException {
        List<Overlay> disks = Overlay.ofDisks(overlays);
        List<Overlay> missing = Heads.missing(present, disks);
        Heads.requireBackings(present, missing);
        if (!missing.isEmpty()) {
            new NvramCopy(connect, storage).ofPresent(present, Overlay.ofNvram(overlays));
        }
        return active
                ? new LiveCut(connect, domain, storage).cut(present, disks, quiesce)
                : new HeadSwitch(connect, domain, storage).apply(present, disks);
    }
}
