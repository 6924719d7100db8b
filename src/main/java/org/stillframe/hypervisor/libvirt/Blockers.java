package org.stillframe.hypervisor.libvirt;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.stillframe.hypervisor.Blocker;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;

/** Finds what stands in the way of layering a domain's disks. */
final class Blockers {
    private final Storage storage;

    Blockers(Storage storage) {
        this.storage = storage;
    }

    List<Blocker> of(Domain domain, Definitions definitions) throws LibvirtException {
        DomainXml present = definitions.present();
        DomainXml nextBoot = definitions.nextBoot();
        List<Blocker> found = new ArrayList<>();
        boolean persistent = domain.isPersistent() == 1;
        if (!persistent) {
            found.add(new Blocker(null, "The domain is transient: no definition of it outlives a stop."));
        }
        if (domain.hasManagedSaveImage() == 1) {
            found.add(new Blocker(null, "The domain has a saved memory image; start it or discard the image first."));
        }
        if (present.passesScsiThrough()) {
            found.add(new Blocker(null, "The domain uses a SCSI device of the host directly."));
        }
        boolean active = present.isActive();
        present.firmware().blocker()
                .or(() -> changesAtBoot(present.firmware(), nextBoot.firmware()))
                .ifPresent(sentence -> found.add(new Blocker(null, sentence)));
        for (DiskXml disk : present.disks()) {
            Optional<String> reason = disk.blocker();
            if (reason.isEmpty()) {
                reason = changesAtBoot(disk, nextBoot);
            }
            if (reason.isEmpty() && active) {
                reason = foreignJob(domain, disk.target());
            }
            if (reason.isEmpty()) {
                reason = dataFile(disk);
            }
            reason.ifPresent(sentence -> found.add(new Blocker(disk.target(), sentence)));
        }
        return found;
    }

    /** Fails with {@code NOT_LAYERABLE} if anything is in the way. */
    void requireNone(Domain domain, DomainXml present) throws LibvirtException {
        requireNone(of(domain, new Definitions(present, DomainXml.nextBoot(domain, present))));
    }

    /** Fails with {@code NOT_LAYERABLE} if these are in the way. */
    static void requireNone(List<Blocker> found) {
        if (!found.isEmpty()) {
            throw new HypervisorException(
                    Kind.NOT_LAYERABLE, found.stream().map(Blocker::reason).collect(Collectors.joining(" ")));
        }
    }

    private static Optional<String> changesAtBoot(DiskXml disk, DomainXml nextBoot) {
        Optional<DiskXml> next = nextBoot.disk(disk.target());
        if (next.isEmpty()) {
            return Optional.of("Disk " + disk.target() + " is attached only until the domain stops.");
        }
        if (!disk.head().path().equals(next.get().head().path())) {
            return Optional.of("Disk " + disk.target() + " will be another file after a stop and start; do that first.");
        }
        return Optional.empty();
    }

    private static Optional<String> changesAtBoot(FirmwareXml present, FirmwareXml nextBoot) {
        boolean same = nextBoot.choosesFile() || Objects.equals(present.path(), nextBoot.path());
        return same
                ? Optional.empty()
                : Optional.of("The UEFI variables (nvram) will be another file after a stop and start; do that first.");
    }

    /** A layer is one file. The service's own layers are, and need not be looked at. */
    private Optional<String> dataFile(DiskXml disk) throws LibvirtException {
        FileRef head = disk.head();
        boolean apart = head.format().equals("qcow2")
                && !Storage.isOwn(head.path())
                && storage.find(head.path()) != null
                && new Qcow2Header(storage.firstBytes(head.path(), Qcow2Header.BYTES)).hasDataFile();
        return apart
                ? Optional.of(
                        "Disk " + disk.target() + " keeps its data in a second file (data_file), apart from its qcow2 file.")
                : Optional.empty();
    }

    private static Optional<String> foreignJob(Domain domain, String target) throws LibvirtException {
        return BlockJob.of(domain, target).isForeign()
                ? Optional.of("Disk " + target + " is being copied by a job that is not ours.")
                : Optional.empty();
    }
}
