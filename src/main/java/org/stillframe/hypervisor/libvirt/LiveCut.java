package org.stillframe.hypervisor.libvirt;

import java.util.List;
import java.util.Optional;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.DomainSnapshot;
import org.libvirt.LibvirtException;
import org.libvirt.MissingCalls;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.stillframe.hypervisor.Overlay;
import org.stillframe.hypervisor.PowerState;
import org.w3c.dom.Element;

/** Puts overlays on the disks of a domain that is active, in one transaction of QEMU. */
final class LiveCut {
    /** How long an agent may take to show that it listens. */
    private static final int ANSWER_SECONDS = 3;
    /** How long one that listens may take to flush and freeze the file systems. */
    private static final int FREEZE_SECONDS = 20;

    private static final int FLAGS = Domain.SnapshotCreateFlags.DISK_ONLY
            | Domain.SnapshotCreateFlags.ATOMIC
            | Domain.SnapshotCreateFlags.NO_METADATA;

    private final Connect connect;
    private final Domain domain;
    private final Storage storage;

    LiveCut(Connect connect, Domain domain, Storage storage) {
        this.connect = connect;
        this.domain = domain;
        this.storage = storage;
    }

    /** Answers with the definitions as they were read back. */
    Definitions cut(DomainXml present, List<Overlay> overlays, boolean quiesce) throws LibvirtException {
        List<Overlay> missing = Heads.missing(present, overlays);
        if (!missing.isEmpty()) {
            if (quiesce) {
                prepareAgent();
            }
            String request = request(present, missing);
            try {
                new Leftovers(connect, domain, storage).makeAfresh(missing, () -> take(request, quiesce));
            } catch (Leftovers.LostHead lost) {
                LostHeads.keep(connect, domain, overlays);
                throw lost;
            }
            storage.forget();
        }
        DomainXml cut = DomainXml.present(domain);
        if (!Heads.missing(cut, overlays).isEmpty()) {
            throw new HypervisorException(Kind.FAILED, "libvirt reported success, but the overlays are not the heads");
        }
        return new Definitions(cut, new Definition(connect, domain).setHeads(Heads.files(overlays)));
    }

    private void prepareAgent() {
        try {
            if (Power.state(domain) != PowerState.RUNNING) {
                throw new HypervisorException(Kind.QUIESCE_FAILED, "The domain is paused, its guest agent cannot answer");
            }
            // A freeze that a deaf agent finds in its channel later would freeze the guest for good, so try it first.
            MissingCalls.setAgentTimeout(domain, ANSWER_SECONDS);
            MissingCalls.thawFileSystems(domain);
            MissingCalls.setAgentTimeout(domain, FREEZE_SECONDS);
        } catch (LibvirtException e) {
            throw quiesceFailed(e);
        }
    }

    private void take(String request, boolean quiesce) throws LibvirtException {
        try {
            DomainSnapshot snapshot =
                    domain.snapshotCreateXML(request, quiesce ? FLAGS | Domain.SnapshotCreateFlags.QUIESCE : FLAGS);
            snapshot.free();
        } catch (LibvirtException e) {
            if (!quiesce || !Failures.blamesAgent(e)) {
                throw e;
            }
            HypervisorException failure = quiesceFailed(e);
            thawAfterAll(failure);
            throw failure;
        }
    }

    /** An agent that gave no answer in time may have frozen the file systems nevertheless. */
    private void thawAfterAll(HypervisorException failure) {
        try {
            if (DomainXml.present(domain).agentConnected()) {
                MissingCalls.setAgentTimeout(domain, ANSWER_SECONDS);
                MissingCalls.thawFileSystems(domain);
            }
        } catch (LibvirtException e) {
            failure.addSuppressed(e);
        }
    }

    private static HypervisorException quiesceFailed(LibvirtException e) {
        return Failures.isLink(e)
                ? Failures.translate("Freezing the file systems", e)
                : new HypervisorException(
                        Kind.QUIESCE_FAILED, "The guest agent did not freeze the file systems: " + e.getMessage(), e);
    }

    private static String request(DomainXml present, List<Overlay> overlays) {
        Element root = Xml.root("domainsnapshot");
        Element disks = Xml.add(root, "disks");
        for (String target : present.allTargets()) {
            Optional<Overlay> overlay =
                    overlays.stream().filter(each -> each.target().equals(target)).findFirst();
            Element disk = Xml.add(disks, "disk", "name", target, "snapshot", overlay.isPresent() ? "external" : "no");
            if (overlay.isPresent()) {
                disk.setAttribute("type", "file");
                Xml.add(disk, "driver", "type", "qcow2");
                Xml.add(disk, "source", "file", overlay.get().path());
            }
        }
        return Xml.write(root);
    }
}
