package org.stillframe.hypervisor.libvirt;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.stillframe.hypervisor.DomainLayout;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.PowerState;

/** Reads from a domain's definitions which files it uses, without looking at any of them. */
final class Layouts {
    private static final Logger LOG = Logger.getLogger(Layouts.class.getName());

    private final Connect connect;

    Layouts(Connect connect) {
        this.connect = connect;
    }

    DomainLayout of(Domain domain, String host) throws LibvirtException {
        PowerState state = Power.state(domain);
        boolean active = state != PowerState.STOPPED;
        DomainXml present = DomainXml.present(domain);
        DomainXml next = active ? DomainXml.persistent(domain) : present;
        List<DomainLayout.Disk> disks = new ArrayList<>();
        for (DiskXml disk : present.disks()) {
            disks.add(disk(domain, disk, next.disk(disk.target()), active));
        }
        Set<String> files = new HashSet<>();
        present.files().forEach(files::add);
        next.files().forEach(files::add);
        String nvram = nvram(present);
        String nextNvram = active ? nvram(next) : nvram;
        for (String path : new String[] {nvram, nextNvram}) {
            if (path != null) {
                files.add(path);
            }
        }
        return new DomainLayout(
                new DomainRef(host, UUID.fromString(domain.getUUIDString())),
                domain.getName(),
                state,
                domain.isPersistent() == 1,
                domain.hasManagedSaveImage() == 1,
                disks,
                nvram,
                nextNvram,
                files);
    }

    private static DomainLayout.Disk disk(Domain domain, DiskXml disk, Optional<DiskXml> next, boolean active)
            throws LibvirtException {
        return new DomainLayout.Disk(
                disk.target(),
                disk.liesInFile() ? disk.head().format() : "raw",
                disk.blocker().isEmpty(),
                disk.liesInFile() ? chain(domain, disk, next, active) : List.of(),
                next.filter(DiskXml::liesInFile).map(found -> found.head().path()).orElse(null),
                next.filter(DiskXml::fixesChain).isPresent(),
                active && disk.liesInFile() && BlockJob.of(domain, disk.target()).isForeign());
    }

    private static List<String> chain(Domain domain, DiskXml disk, Optional<DiskXml> next, boolean active)
            throws LibvirtException {
        try {
            return active
                    ? LostHeads.chain(domain, disk, next).stream().map(FileRef::path).toList()
                    : List.of(disk.head().path());
        } catch (HypervisorException e) {
            LOG.log(Level.FINE, "The chain of a disk leaves what are files", e);
            return List.of(disk.head().path());
        }
    }

    /** Where libvirt chooses the file and cannot say which, it is not known to have any. */
    private String nvram(DomainXml definition) throws LibvirtException {
        try {
            return Firmware.nvram(connect, definition);
        } catch (LibvirtException e) {
            if (Failures.isLink(e)) {
                throw e;
            }
            LOG.log(Level.FINE, "The UEFI variables cannot be found", e);
            return null;
        }
    }
}
