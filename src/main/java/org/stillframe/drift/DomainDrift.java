package org.stillframe.drift;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.stillframe.hypervisor.DomainLayout;
import org.stillframe.hypervisor.PowerState;

/** The domain of a server, its disks and its UEFI variables, as its definitions name them. */
final class DomainDrift {
    private final KnownServer server;
    private final DomainLayout domain;
    private final HostSight sight;
    private final List<Finding> found = new ArrayList<>();

    DomainDrift(KnownServer server, DomainLayout domain, HostSight sight) {
        this.server = server;
        this.domain = domain;
        this.sight = sight;
    }

    List<Finding> find() {
        domain();
        for (KnownDisk disk : server.disks()) {
            if (disk.isNvram()) {
                nvram(disk);
            } else {
                domain.disk(disk.target()).ifPresentOrElse(present -> disk(disk, present), () -> removed(disk));
            }
        }
        domain.disks().stream().filter(this::isNew).forEach(this::added);
        return found;
    }

    private void domain() {
        if (server.domainName() != null && !server.domainName().equals(domain.name())) {
            add(
                    DriftKind.DOMAIN_RENAMED,
                    domain.name(),
                    "The domain " + server.domainName() + " is called " + domain.name() + " now.");
        }
        if (!domain.persistent()) {
            add(
                    DriftKind.DOMAIN_TRANSIENT,
                    domain.name(),
                    "The definition of " + domain.name() + " was removed while it runs: it is gone when it stops. Repair defines"
                            + " it again as it runs.");
        }
        if (domain.savedMemory()) {
            add(
                    DriftKind.MEMORY_SAVED,
                    domain.name(),
                    "The memory of " + domain.name() + " was saved (managedsave). Start it, or remove the image, before it is"
                            + " snapshotted or restored.");
        }
    }

    private void disk(KnownDisk disk, DomainLayout.Disk present) {
        String target = disk.target();
        String head = disk.headLayer().path();
        if (!head.equals(present.head()) && !disk.isMerging()) {
            otherHead(disk, present);
        } else if (domain.isActive() && present.next() == null) {
            add(
                    DriftKind.NEXT_START_LACKS_DISK,
                    target,
                    "Disk " + target + " is in the running domain but not in its definition. Attach it there, or detach it.");
        } else if (domain.isActive() && !present.next().equals(present.head()) && !disk.isMerging()) {
            add(
                    DriftKind.NEXT_START_DIFFERS,
                    target,
                    "Disk " + target + " is " + present.head() + " now, and would be " + present.next()
                            + " after the next start. Repair names the former in the definition.");
        }
        if (present.fixedChain() && !disk.isMerging()) {
            add(
                    DriftKind.DEFINITION_FIXES_CHAIN,
                    target,
                    "The definition of disk " + target + " has a backingStore, which overrides what the files say. Repair"
                            + " removes it.");
        }
        if (present.job()) {
            add(DriftKind.JOB_FOREIGN, target, "A block job of others works on disk " + target + ". Wait for it, or end it.");
        }
    }

    private void otherHead(KnownDisk disk, DomainLayout.Disk present) {
        String target = disk.target();
        String expected = disk.headLayer().path();
        String now = present.head();
        if (now == null) {
            add(DriftKind.HEAD_REPLACED, target, "Disk " + target + " is no file any more. Its head was " + expected + ".");
        } else if (chain(present).contains(expected)) {
            add(
                    DriftKind.OVERLAY_ADDED,
                    target,
                    "Disk " + target + " is " + now + ", on top of " + expected + ": an external snapshot was taken by others."
                            + " Adopt makes the new file a layer; it is merged and deleted like any other then.");
        } else if (disk.at(now).isEmpty()) {
            add(
                    DriftKind.HEAD_REPLACED,
                    target,
                    "Disk " + target + " is " + now + ", which is not known, instead of " + expected
                            + ". Adopt goes on with that file; repair puts the former back into the definition.");
        } else if (disk.pinnedOver(disk.at(now).get()).isEmpty()) {
            add(
                    DriftKind.HEAD_COMMITTED,
                    target,
                    "Disk " + target + " is " + now + ", a layer below its head " + expected + ". If the head was committed into"
                            + " it, adopt; if the definition was only put back, repair.");
        } else if (domain.state() == PowerState.STOPPED) {
            add(
                    DriftKind.HEAD_WILL_OVERWRITE,
                    target,
                    "Disk " + target + " is " + now + ", which snapshots need, instead of " + expected
                            + ". Do not start the server. If it ran like this or the head was committed, those snapshots have"
                            + " changed. Repair puts the head back.");
        } else {
            add(
                    DriftKind.HEAD_OVERWRITES,
                    target,
                    "Disk " + target + " is " + now + ", which snapshots need, instead of " + expected
                            + ": what the server writes changes them. Adopt goes on with that file, without those snapshots.");
        }
    }

    /** The files of the disk, as QEMU has them open or as their headers say. */
    private List<String> chain(DomainLayout.Disk present) {
        return domain.isActive() ? present.chain() : sight.chain(present.head());
    }

    private void removed(KnownDisk disk) {
        String head = disk.headLayer().path();
        domain.disks().stream()
                .filter(present -> head.equals(present.head()))
                .findFirst()
                .ifPresentOrElse(
                        present -> add(
                                DriftKind.DISK_RETARGETED,
                                disk.target(),
                                "Disk " + disk.target() + " (" + head + ") is called " + present.target() + " now."),
                        () -> add(
                                DriftKind.DISK_REMOVED,
                                disk.target(),
                                "Disk " + disk.target() + " (" + head + ") is no longer in the domain. Attach it again, or adopt:"
                                        + " then it is forgotten, once no snapshot holds it, and its files stay."));
    }

    private boolean isNew(DomainLayout.Disk present) {
        Set<String> targets = server.disks().stream().map(KnownDisk::target).collect(Collectors.toSet());
        Set<String> heads = server.disks().stream().map(disk -> disk.headLayer().path()).collect(Collectors.toSet());
        return !targets.contains(present.target()) && !(present.head() != null && heads.contains(present.head()));
    }

    private void added(DomainLayout.Disk present) {
        if (present.layerable() && present.head() != null) {
            add(
                    DriftKind.DISK_ADDED,
                    present.target(),
                    "Disk " + present.target() + " (" + present.head() + ") was added. The next snapshot takes it up by itself;"
                            + " adopt does so now. Earlier snapshots do not have it.");
        } else {
            add(
                    DriftKind.DISK_UNSUPPORTED,
                    present.target(),
                    "Disk " + present.target() + " was added and cannot have layers: no snapshot can be made until it is"
                            + " detached.");
        }
    }

    private void nvram(KnownDisk disk) {
        String expected = disk.headLayer().path();
        String next = domain.isActive() ? domain.nextNvram() : domain.nvram();
        if (domain.nvram() == null && next == null) {
            add(
                    DriftKind.NVRAM_REMOVED,
                    disk.target(),
                    "The domain names no UEFI variables any more; they were in " + expected + ".");
        } else if (!Objects.equals(domain.nvram(), expected)) {
            add(
                    DriftKind.NVRAM_REPLACED,
                    disk.target(),
                    "The UEFI variables are in " + domain.nvram() + " instead of " + expected
                            + ". Adopt goes on with that file; repair names the former in the definition.");
        } else if (!Objects.equals(next, expected)) {
            add(
                    DriftKind.NEXT_START_DIFFERS,
                    disk.target(),
                    "The UEFI variables are in " + expected + " now, and would be in " + next
                            + " after the next start. Repair names the former in the definition.");
        }
    }

    private void add(DriftKind kind, String subject, String detail) {
        found.add(new Finding(server.id(), null, kind, subject, detail));
    }
}
