package org.stillframe.hypervisor.libvirt;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.libvirt.LibvirtException;
import org.libvirt.MissingCalls.OpenFile;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.VolumeInfo;

/** Finds out of which files a disk is made. */
final class Chains {
    private static final int MAX_DEPTH = 500;

    private final Storage storage;

    Chains(Storage storage) {
        this.storage = storage;
    }

    /**
     * The chain that begins with that file, head first, as the headers say. For an active domain see {@link LostHeads#chain}.
     *
     * <p>A file's format comes from whoever names it, the definition or the header above. Reading it from the file itself
     * would let a guest write a header into its raw disk, and with it read any file of the host.
     */
    List<FileRef> byHeaders(FileRef head) throws LibvirtException {
        List<FileRef> files = new ArrayList<>();
        FileRef next = head;
        while (next != null) {
            files.add(next);
            if (files.size() > MAX_DEPTH) {
                throw new HypervisorException(Kind.FAILED, "The chain of " + head.path() + " has no end");
            }
            storage.refresh(next.path());
            VolumeXml volume = storage.required(next.path());
            next = next.format().equals("raw") ? null : volume.backing();
        }
        return files;
    }

    /**
     * The chain with its sizes. For files that QEMU has open it tells them; libvirt's storage would have to look at every file
     * of the directory first to know those that QEMU has made.
     */
    List<VolumeInfo> describe(List<FileRef> chain, Map<String, OpenFile> open) throws LibvirtException {
        List<VolumeInfo> volumes = new ArrayList<>();
        for (FileRef file : chain) {
            OpenFile known = open.get(file.path());
            if (known == null) {
                VolumeInfo found = storage.required(file.path()).info();
                known = new OpenFile(found.capacityBytes(), found.allocatedBytes());
            }
            volumes.add(new VolumeInfo(file.path(), file.format(), known.capacity(), known.allocation()));
        }
        return volumes;
    }
}
