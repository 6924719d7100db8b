package org.stillframe.hypervisor.libvirt;

import java.util.List;
import java.util.Optional;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.Overlay;

/** Copies files of UEFI variables. */
final class NvramCopy {
    private final Connect connect;
    private final Storage storage;

    NvramCopy(Connect connect, Storage storage) {
        this.connect = connect;
        this.storage = storage;
    }

    /** Copies the domain's own file; that is at rest only while the domain is stopped, but UEFI bears a cut at any moment. */
    void ofPresent(DomainXml present, List<Overlay> copies) throws LibvirtException {
        String own = Firmware.nvram(connect, present);
        for (Overlay copy : copies) {
            if (!copy.backing().equals(own)) {
                throw new HypervisorException(
                        Kind.FAILED, "The domain's UEFI variables are in " + own + " and not in " + copy.backing());
            }
            make(copy);
        }
    }

    /** Makes the copy anew: one that is there was left by an interrupted call and may lack its end. */
    void make(Overlay copy) throws LibvirtException {
        if (storage.find(copy.path()) != null) {
            Optional<String> holder = new References(connect, storage).holder(copy.path());
            if (holder.isPresent()) {
                throw new HypervisorException(
                        Kind.FAILED, "The file " + copy.path() + " was to be made, but " + holder.get() + " uses it");
            }
            storage.delete(copy.path());
        }
        storage.copy(copy.backing(), copy.path());
    }
}
