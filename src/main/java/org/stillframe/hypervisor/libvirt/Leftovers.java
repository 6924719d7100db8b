package org.stillframe.hypervisor.libvirt;

import java.util.List;
import java.util.Optional;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.Overlay;

/** Clears away files, and what QEMU has open of them, that an interrupted attempt to make the same overlays left behind. */
final class Leftovers {
    private final Domain domain;
    private final Storage storage;
    private final References references;

    Leftovers(Connect connect, Domain domain, Storage storage) {
        this.domain = domain;
        this.storage = storage;
        this.references = new References(connect, storage);
    }

    /** What makes files. */
    @FunctionalInterface
    interface Making {
        void run() throws LibvirtException;
    }

    /** Makes the overlays' files; if the host says that some exist, they are cleared away and all is tried once more. */
    void makeAfresh(List<Overlay> overlays, Making making) throws LibvirtException {
        try {
            making.run();
        } catch (LibvirtException e) {
            if (!saysThatItExists(e)) {
                throw e;
            }
            for (Overlay overlay : overlays) {
                clear(overlay);
            }
            making.run();
        }
    }

    private void clear(Overlay overlay) throws LibvirtException {
        String path = overlay.path();
        boolean found = storage.find(path) != null;
        Optional<String> holder = found ? references.holder(path) : Optional.empty();
        if (holder.isPresent()) {
            throw new HypervisorException(
                    Kind.FAILED, "The file " + path + " was to be made, but " + holder.get() + " uses it");
        }
        if (domain.isActive() == 1) {
            if (QemuNodes.isHead(domain, path)) {
                // libvirt died in a live cut after QEMU had done it. The guest's writes go there: the next boot must find them.
                throw new LostHead(overlay);
            }
            QemuNodes.closeUnused(domain, path);
        }
        if (found) {
            storage.delete(path);
        }
    }

    /**
     * A file, or what QEMU has open. A daemon that died before it had anything written to the file is succeeded by one that takes the
     * empty file for its own, gives QEMU the same name for it once more, and removes the file when QEMU refuses that.
     */
    private static boolean saysThatItExists(LibvirtException failure) {
        String message = String.valueOf(failure.getMessage());
        return Failures.is(failure, ErrorNumber.VIR_ERR_STORAGE_VOL_EXIST)
                || message.contains("already exists")
                || message.contains("Duplicate nodes with node-name");
    }

    /** QEMU writes to the overlay, and libvirt does not know. */
    static final class LostHead extends HypervisorException {
        private static final long serialVersionUID = 1L;

        LostHead(Overlay overlay) {
            super(
                    Kind.WRONG_STATE,
                    "QEMU writes disk " + overlay.target() + " to " + overlay.path()
                            + ", but libvirt lost track of it; the domain must be stopped and started");
        }
    }
}
