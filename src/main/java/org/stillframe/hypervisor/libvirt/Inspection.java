package org.stillframe.hypervisor.libvirt;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.DomainInfo.DomainState;
import org.libvirt.LibvirtException;
import org.libvirt.MissingCalls;
import org.libvirt.MissingCalls.OpenFile;
import org.stillframe.hypervisor.Blocker;
import org.stillframe.hypervisor.DiskInfo;
import org.stillframe.hypervisor.DomainInfo;
import org.stillframe.hypervisor.DomainRef;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.PowerState;
import org.stillframe.hypervisor.VolumeInfo;

/** Reads all about a domain back from its host. */
final class Inspection {
    private static final Logger LOG = Logger.getLogger(Inspection.class.getName());

    private static final OpenFile UNSIZED = new OpenFile(0, 0);

    private final Connect connect;
    private final Storage storage;
    private final Chains chains;

    Inspection(Connect connect) {
        this(connect, new Storage(connect));
    }

    Inspection(Connect connect, Storage storage) {
        this.connect = connect;
        this.storage = storage;
        chains = new Chains(storage);
    }

    DomainInfo of(Domain domain, DomainRef ref) throws LibvirtException {
        Definitions definitions = Definitions.of(domain);
        return of(domain, ref, definitions, blockers(domain, definitions), true);
    }

    /** Does not ask QEMU how large its files are. The definitions have just been read. */
    DomainInfo outline(Domain domain, DomainRef ref, Definitions definitions) throws LibvirtException {
        return of(domain, ref, definitions, blockers(domain, definitions), false);
    }

    /** As {@link #of(Domain, DomainRef)} of a domain in whose way nothing stood when it was cut a moment ago, which is not asked again. */
    DomainInfo afterCut(Domain domain, DomainRef ref, Definitions definitions) throws LibvirtException {
        return of(domain, ref, definitions, List.of(), true);
    }

    private List<Blocker> blockers(Domain domain, Definitions definitions) throws LibvirtException {
        return new Blockers(storage).of(domain, definitions);
    }

    private DomainInfo of(Domain domain, DomainRef ref, Definitions definitions, List<Blocker> known, boolean sized)
            throws LibvirtException {
        org.libvirt.DomainInfo info = domain.getInfo();
        boolean preserved = info.state == DomainState.VIR_DOMAIN_CRASHED && domain.isActive() == 1;
        PowerState power = Power.translate(info.state, preserved);
        DomainXml present = definitions.present();
        List<Blocker> blockers = new ArrayList<>(known);
        List<DiskInfo> disks = new ArrayList<>();
        boolean active = power != PowerState.STOPPED;
        Map<String, OpenFile> open = active ? open(domain, present, sized) : Map.of();
        for (DiskXml disk : present.disks()) {
            if (disk.liesInFile()) {
                add(() -> chain(domain, disk, definitions.nextBoot(), active), disk.target(), open, disks, blockers);
            }
        }
        DiskInfo nvram = nvram(present, blockers);
        return new DomainInfo(
                ref,
                domain.getName(),
                power,
                power == PowerState.RUNNING && present.agentConnected(),
                info.nrVirtCpu,
                info.maxMem / 1024,
                disks,
                nvram,
                blockers);
    }

    private static Map<String, OpenFile> open(Domain domain, DomainXml present, boolean sized) throws LibvirtException {
        return sized
                ? MissingCalls.openFiles(domain)
                : present.files().distinct().collect(Collectors.toMap(Function.identity(), file -> UNSIZED));
    }

    private DiskInfo nvram(DomainXml present, List<Blocker> blockers) throws LibvirtException {
        try {
            String path = Firmware.nvram(connect, present);
            VolumeXml found = path == null ? null : storage.find(path);
            return found == null ? null : nvram(path, found);
        } catch (LibvirtException e) {
            if (Failures.isLink(e)) {
                throw e;
            }
            LOG.log(Level.FINE, "The UEFI variables cannot be found", e);
            blockers.add(new Blocker(null, "The file of the UEFI variables (nvram) cannot be found."));
            return null;
        }
    }

    private static DiskInfo nvram(String path, VolumeXml found) {
        VolumeInfo info = new VolumeInfo(path, "raw", found.info().capacityBytes(), found.info().allocatedBytes());
        return new DiskInfo(DiskInfo.NVRAM, List.of(info));
    }

    private List<FileRef> chain(Domain domain, DiskXml disk, DomainXml nextBoot, boolean active) throws LibvirtException {
        return active ? LostHeads.chain(domain, disk, nextBoot.disk(disk.target())) : chains.byHeaders(disk.head());
    }

    /** What finds out of which files a disk is made. */
    @FunctionalInterface
    private interface Finding {
        List<FileRef> chain() throws LibvirtException;
    }

    private void add(
            Finding finding, String target, Map<String, OpenFile> open, List<DiskInfo> disks, List<Blocker> blockers)
            throws LibvirtException {
        try {
            disks.add(new DiskInfo(target, chains.describe(finding.chain(), open)));
        } catch (HypervisorException e) {
            if (e.kind() != Kind.FAILED) {
                throw e;
            }
            blockers.add(unreadable(target));
        } catch (LibvirtException e) {
            if (Failures.isLink(e)) {
                throw e;
            }
            LOG.log(Level.FINE, "A disk cannot be described", e);
            blockers.add(unreadable(target));
        }
    }

    private static Blocker unreadable(String target) {
        return new Blocker(target, "Disk " + target + " has a file that cannot be read.");
    }
}
